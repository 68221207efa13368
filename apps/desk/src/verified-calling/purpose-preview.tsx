import type { Locale, PurposeInput } from "@belfry/contracts";
import { SegmentedControl } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
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
      <Visitor preview={preview} language={language} closed={closed && draft.hours !== null} />
      <h4>{t("admin:purposePreview.agent")}</h4>
      <Agent preview={preview} />
    </section>
  );
}

/** The button and its dialog, in the words that they have. */
function Visitor(props: { preview: Preview; language: Locale; closed: boolean }): ReactNode {
  const { preview, closed } = props;
  const { t: own } = useTranslation("admin");
  const { t, language } = useWordsIn(props.language);
  const { settings } = useVerifiedSettings();
  const { opens, number, payer } = preview;
  const time = opens === null ? null : `${weekday(opens.day, language)} ${timeOf(opens.from)}`;
  return (
    <>
      <h4>{own("purposePreview.site")}</h4>
      <div className="preview-card" lang={language}>
        <p>
          {!closed && <span className="preview-button">{t("admin:purposePreview.button")}</span>}
          {closed && time === null && t("admin:purposePreview.noOpening")}
          {closed && time !== null && t("admin:purposePreview.opens", { time })}
        </p>
        {number !== null && <p>{t("admin:purposePreview.or", { number })}</p>}
      </div>
      {!closed && (
        <>
          <h4>{own("purposePreview.dialog")}</h4>
          <div className="preview-card" lang={language}>
            <strong className="preview-title">{preview.title || t("admin:purposePreview.noTitle")}</strong>
            {preview.explanation !== "" && <p>{preview.explanation}</p>}
            {preview.asks.length > 0 && (
              <>
                <p>{t("admin:purposePreview.asks")}</p>
                <ul className="preview-list">
                  {preview.asks.map((tag) => (
                    <li key={tag}>{t(`desk:attribute.${tag}`)}</li>
                  ))}
                </ul>
              </>
            )}
            <ul className="preview-list">
              <li>{t("admin:purposePreview.whoSees")}</li>
              <li>{t("admin:purposePreview.forgotten", { minutes: settings?.forgetAfterMinutes ?? 60 })}</li>
              {payer !== null && (
                <li>{t(payer === "organisation" ? "admin:purposePreview.free" : "admin:purposePreview.paid")}</li>
              )}
            </ul>
            {preview.providers.length > 1 && (
              <p>
                {t("admin:purposePreview.which")} {preview.providers.join(", ")}
              </p>
            )}
          </div>
        </>
      )}
    </>
  );
}

/** In the language of the page, as agents read it. */
function Agent({ preview }: { preview: Preview }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const { shown, hidden, links, providers } = preview;
  return (
    <div className="preview-card">
      <p className="line">
        <span className="toned" style={{ color: "var(--available-ink)", fontWeight: 600 }}>
          <IconShieldCheck size={16} aria-hidden />
          {t("admin:purposePreview.verified")}
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
