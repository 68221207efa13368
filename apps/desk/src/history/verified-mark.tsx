import { IconShieldCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** That it was known who called; nothing else of it is kept. */
export function VerifiedMark(): ReactNode {
  const { t } = useTranslation();
  return (
    <span className="small wall-verified">
      {" "}
      <IconShieldCheck size={14} aria-hidden /> {t("identity.verified")}
    </span>
  );
}
