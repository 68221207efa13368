import type { Locale, PurposeInput } from "@belfry/contracts";
import { SegmentedControl } from "@mantine/core";
import { IconFlask, IconShieldCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { timeOf } from "../admin/minutes.ts";
import { weekday } from "../admin/weekday.ts";
import { currentLanguage } from "../i18n/index.ts";
import { type PurposePreview as Preview, previewOf } from "./purpose-view.ts";
import { useKnown, useVerifiedSettings, useWordsIn } from "./use-verified-calling.ts";

/** What visitors and agents will see of a purpose, while it is being written. Nothing in it can be pressed. */
export function PurposePreview({ draft }: { draft: PurposeInput }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const known = useKnown();
  const [wanted, setLanguage] = useState<Locale | null>(null);
  const [closed, setClosed] = useState(false);
  const spoken = wanted ?? currentLanguage();
  const language = draft.languages.find((one) => one === spoken) ?? draft.languages[0] ?? "en";
  const preview = previewOf(draft, known, language);
  return (
    <section className="preview" aria-label={t("admin:purposePreview.title")}>
      <h3>{t("admin:purposePreview.title")}</h3>
      <div className="line">
        {draft.languages.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t("admin:purposePreview.language")}
            value={language}
            onChange={(value) => setLanguage(draft.languages.find((one) => one === value) ?? null)}
            data={draft.languages.map((one) => ({ value: one, label: one.toUpperCase() }))}
          />
        )}
        {draft.hours !== null && (
          <SegmentedControl
            size="xs"
            aria-label={t("admin:purposePreview.state")}
            value={closed ? "closed" : "open"}
            onChange={(value) => setClosed(value === "closed")}
            data={(["open", "closed"] as const).map((value) => ({ value, label: t(`admin:purposePreview.${value}`) }))}
          />
        )}
      </div>
      <h4>{t("admin:purposePreview.visitor")}</h4>
      <Visitor preview={preview} language={language} closed={closed && draft.hours !== null} />
      <h4>{t("admin:purposePreview.agent")}</h4>
      <Agent
        preview={preview}
        demo={known.providers.some(({ id, kind }) => id === draft.providers[0] && kind === "demo")}
      />
    </section>
  );
}

/** As the button shows it: little on the page, the rest once it is pressed. */
function Visitor(props: { preview: Preview; language: Locale; closed: boolean }): ReactNode {
  const { preview, closed } = props;
  const { t, language } = useWordsIn(props.language);
  const { t: ours } = useTranslation("admin");
  const { settings } = useVerifiedSettings();
  const { opens, payer } = preview;
  return (
    <>
      <p className="dim small">{ours("purposePreview.page")}</p>
      <div className="preview-card" lang={language}>
        {closed ? (
          <p>
            {opens === null
              ? t("admin:purposePreview.noOpening")
              : t("admin:purposePreview.opens", { time: `${weekday(opens.day, language)} ${timeOf(opens.from)}` })}
          </p>
        ) : (
          <p>
            <span className="preview-button">{t("admin:purposePreview.button")}</span>
          </p>
        )}
        {preview.number !== null && (
          <p>
            {t("admin:purposePreview.or")} <strong>{preview.number}</strong>
          </p>
        )}
      </div>
      {!closed && (
        <>
          <p className="dim small">{ours("purposePreview.pressed")}</p>
          <div className="preview-card" lang={language}>
            <strong className="preview-title">{preview.title || t("admin:purposePreview.noTitle")}</strong>
            {preview.explanation !== "" && <p>{preview.explanation}</p>}
            {preview.asks.length > 0 && (
              <>
                <strong>{t("admin:purposePreview.asks")}</strong>
                <ul className="preview-list">
                  {preview.asks.map((tag) => (
                    <li key={tag}>{t(`desk:attribute.${tag}`)}</li>
                  ))}
                </ul>
              </>
            )}
            <ul className="preview-list">
              <li>{t("admin:purposePreview.who")}</li>
              <li>{t("admin:purposePreview.forgotten", { minutes: settings?.forgetAfterMinutes ?? 60 })}</li>
              {payer !== null && (
                <li>{t(payer === "organisation" ? "admin:purposePreview.free" : "admin:purposePreview.paid")}</li>
              )}
            </ul>
            {preview.providers.length > 1 && (
              <>
                <strong>{t("admin:purposePreview.choose")}</strong>
                <ul className="preview-list">
                  {preview.providers.map((provider) => (
                    <li key={provider}>{provider}</li>
                  ))}
                </ul>
              </>
            )}
          </div>
        </>
      )}
    </>
  );
}

/** In the language of the page, as agents read it. */
function Agent({ preview, demo }: { preview: Preview; demo: boolean }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { shown, hidden, links, providers } = preview;
  const Icon = demo ? IconFlask : IconShieldCheck;
  return (
    <div className="preview-card">
      <p className="line">
        <span
          className="toned"
          style={{ color: demo ? "var(--offered-ink)" : "var(--available-ink)", fontWeight: 600 }}
        >
          <Icon size={16} aria-hidden />
          {demo ? t("desk:identity.demo") : t("admin:purposePreview.verified")}
        </span>
        <span className="dim small">
          {t("admin:purposePreview.source", { provider: providers[0] ?? t("admin:verifiedCalling.providers") })}
        </span>
      </p>
      {shown.length === 0 && <p className="dim">{t("admin:purposePreview.nothingShown")}</p>}
      <dl className="preview-known">
        {shown.map(({ tag, value }) => (
          <div key={tag}>
            <dt>{t(`desk:attribute.${tag}`)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {links.map(({ label, url }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two links may say the same while one is being changed
        <p key={index}>
          <span className="preview-link">{label}</span>
          <br />
          <span className="dim small preview-url">{url}</span>
        </p>
      ))}
      {hidden.length > 0 && (
        <p className="dim small">
          {t("admin:purposePreview.onlyLinks", { names: hidden.map((tag) => t(`desk:attribute.${tag}`)).join(", ") })}
        </p>
      )}
      <p className="dim small">{t("admin:purposePreview.example")}</p>
    </div>
  );
}
