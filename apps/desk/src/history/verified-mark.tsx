import { IconFlask, IconShieldCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** That it was known who called; nothing else of it is kept. A demonstration is never called verified. */
export function VerifiedMark({ demo = false }: { demo?: boolean }): ReactNode {
  const { t } = useTranslation();
  const Icon = demo ? IconFlask : IconShieldCheck;
  return (
    <span className={demo ? "small wall-demonstration" : "small wall-verified"}>
      {" "}
      <Icon size={14} aria-hidden /> {t(demo ? "identity.demoOne" : "identity.verified")}
    </span>
  );
}
