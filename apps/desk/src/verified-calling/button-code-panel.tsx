import type { Locale, Purpose } from "@belfry/contracts";
import { Anchor, Button, CopyButton, NativeSelect } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Refusal } from "../parts/refusal.tsx";
import { useButtonCode, useVerifiedSettings } from "./use-verified-calling.ts";

/** What a website pastes to show the purpose as it is saved. */
export function ButtonCodePanel({ purpose }: { purpose: Purpose }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  const [language, setLanguage] = useState<Locale>(purpose.languages[0] ?? "en");
  const { code, failure } = useButtonCode(purpose.id, language);
  const { settings } = useVerifiedSettings();
  return (
    <section className="form section" style={{ marginTop: 24 }} aria-label={t("admin:buttonCode.title")}>
      <h3>{t("admin:buttonCode.title")}</h3>
      <p className="dim">{t("admin:buttonCode.text")}</p>
      {settings?.origins.length === 0 && (
        <p>
          {t("admin:buttonCode.noOrigin")}{" "}
          <Anchor href="#/admin/verified-calling/settings">{t("admin:buttonCode.addOrigin")}</Anchor>
        </p>
      )}
      {!purpose.active && <p>{t("admin:buttonCode.inactive")}</p>}
      <Refusal failure={failure} />
      {code === null && <p>{t("admin:buttonCode.notBuilt")}</p>}
      {code !== null && code !== undefined && (
        <>
          {purpose.languages.length > 1 && (
            <NativeSelect
              label={t("admin:buttonCode.language")}
              value={language}
              onChange={(event) =>
                setLanguage(purpose.languages.find((one) => one === event.currentTarget.value) ?? language)
              }
              data={purpose.languages.map((one) => ({ value: one, label: t(`desk:language.${one}`) }))}
            />
          )}
          <Snippet title={t("admin:buttonCode.code")} text={code.html} />
          <Snippet
            title={t("admin:buttonCode.policy")}
            hint={t("admin:buttonCode.policyText")}
            text={code.policy.map(({ directive, sources }) => `${directive} ${sources.join(" ")};`).join("\n")}
          />
        </>
      )}
    </section>
  );
}

function Snippet({ title, hint, text }: { title: string; hint?: string; text: string }): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <div>
      <div className="row">
        <strong className="row-main">{title}</strong>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`${copied ? t("buttonCode.copied") : t("buttonCode.copy")}: ${title}`}
              onClick={copy}
            >
              {copied ? t("buttonCode.copied") : t("buttonCode.copy")}
            </Button>
          )}
        </CopyButton>
      </div>
      {hint !== undefined && <p className="dim small">{hint}</p>}
      {/* Long lines and many of them scroll, by the keyboard too. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whatever scrolls must be reachable by the keyboard */}
      <section className="snippet" tabIndex={0} aria-label={title}>
        <pre>{text}</pre>
      </section>
    </div>
  );
}
