import { IconClockX, IconFlask, IconShieldCheck, IconShieldQuestion } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { CallCardView } from "../desk/view/call-card-view.ts";
import { toneStyle } from "../parts/state-badge.tsx";

const LOOKS = {
  verified: { tone: "available", Icon: IconShieldCheck },
  forgotten: { tone: "signedOut", Icon: IconClockX },
  notVerified: { tone: "paused", Icon: IconShieldQuestion },
  demo: { tone: "offered", Icon: IconFlask },
} as const;

/** Whether it is known who calls: icon, word and colour. Calls for which nobody asked show nothing but that, when inbound. */
export function VerifiedBadge({ card }: { card: CallCardView }): ReactNode {
  const { t } = useTranslation();
  const { verification } = card;
  if (verification === null && !card.inbound) return null;
  const isDemo = verification?.kind === "verified" && verification.demo;
  const { tone, Icon } = LOOKS[isDemo ? "demo" : (verification?.kind ?? "notVerified")];
  return (
    <span className="badge badge-wraps" data-tone={tone} data-verification={verification?.kind} style={toneStyle(tone)}>
      <Icon size={14} aria-hidden stroke={1.8} />
      <span className="badge-text">{verification?.label ?? t("call.notVerified")}</span>
    </span>
  );
}
