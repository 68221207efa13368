import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProvidersPart } from "./providers-part.tsx";
import { PurposesPart } from "./purposes-part.tsx";
import { ReceiptsPart } from "./receipts-part.tsx";
import { SettingsPart } from "./settings-part.tsx";

const PARTS = [
  { name: "purposes", Part: PurposesPart },
  { name: "providers", Part: ProvidersPart },
  { name: "settings", Part: SettingsPart },
  { name: "receipts", Part: ReceiptsPart },
] as const;

/** Calls with a verified identity: what for, who vouches, what holds for all, and what was forgotten. */
export function VerifiedCallingSection({ part }: { part: string | null }): ReactNode {
  const { t } = useTranslation("admin");
  const current = PARTS.find(({ name }) => name === part) ?? PARTS[0];
  return (
    <>
      <p className="dim section">{t("verifiedCalling.intro")}</p>
      <nav className="admin-tabs" aria-label={t("verifiedCalling.parts")}>
        {PARTS.map(({ name }) => (
          <a
            key={name}
            className="admin-tab"
            href={`#/admin/verified-calling/${name}`}
            aria-current={name === current.name ? "page" : undefined}
          >
            {t(`verifiedCalling.${name}`)}
          </a>
        ))}
      </nav>
      <current.Part />
    </>
  );
}
