import { Button } from "@mantine/core";
import { IconAlertTriangle, IconEar, IconHeadset, IconRefresh } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { CallCardView } from "../desk/view/call-card-view.ts";
import type { Tone } from "../desk/view/state-view.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Since } from "../parts/timer.tsx";
import { CallControls, type OpenPart } from "./call-controls.tsx";
import { CardLink } from "./card-link.tsx";
import { ConsultCards } from "./consult-cards.tsx";
import { Keypad } from "./keypad.tsx";
import { QualityBars } from "./quality-bars.tsx";
import { RecordingIcon } from "./recording-icon.tsx";
import { TransferPanel } from "./transfer-panel.tsx";
import { VerifiedBadge } from "./verified-badge.tsx";

const TONES = {
  offered: "offered",
  connecting: "offered",
  talking: "inCall",
  held: "held",
  reconnecting: "trouble",
} as const satisfies Record<CallCardView["phase"], Tone>;

/** The call that is up: who, how long, and what can be done with it. */
export function CallCard({ card }: { card: CallCardView }): ReactNode {
  const { t } = useTranslation();
  const { failures, quality, link, health, actions } = useDesk();
  const remedy = health?.remedy ?? null;
  const [open, setOpen] = useState<OpenPart>(null);
  const opener = useRef<Element | null>(null);
  function choose(part: OpenPart): void {
    if (part !== null) opener.current = document.activeElement;
    setOpen(part);
  }
  function close(): void {
    setOpen(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  }
  const phase = {
    connecting: "connecting",
    talking: "talking",
    held: "onHold",
    reconnecting: "reconnecting",
    offered: "ringing",
  } as const;
  return (
    <section
      className="card"
      aria-label={t("call.title")}
      onKeyDown={(event) => {
        if (event.key === "Escape" && open !== null) close();
      }}
    >
      <div className="call-head">
        {card.consult === null ? (
          <StateBadge tone={TONES[card.phase]}>
            {card.phase === "reconnecting" ? t("call.title") : t(`call.${phase[card.phase]}`)}
          </StateBadge>
        ) : (
          <StateBadge tone="inCall">
            {t(card.consult.phase === "conference" ? "consult.conference" : "consult.title")}
          </StateBadge>
        )}
        <h2 className="call-who">{card.who}</h2>
        <p className="dim">
          {[card.number, card.queue, card.contact?.campaign ?? null, card.via]
            .filter((part) => part !== null)
            .join(" · ")}
        </p>
        {card.verification !== null && <VerifiedBadge card={card} />}
        {card.contact !== null && <CardLink contact={card.contact} />}
        {card.recording !== null && (
          <p className="recording" data-state={card.recording.state}>
            <RecordingIcon state={card.recording.state} />
            <span>{card.recording.label}</span>
          </p>
        )}
        <div role="timer" aria-label={t("call.timeInCall")}>
          <Since at={card.answeredAt ?? card.startedAt} className="call-timer" />
        </div>
      </div>
      {card.phase === "reconnecting" && (
        <div className="hint" data-tone="offered">
          <IconRefresh size={16} aria-hidden />
          {/* Only while the server is heard is it known what the caller hears. */}
          <span>{t(link === "live" ? "call.reconnecting" : "connection.lost")}</span>
        </div>
      )}
      {card.consult !== null && <ConsultCards card={card} consult={card.consult} />}
      <CallControls card={card} open={open} setOpen={choose} />
      <Refusal failure={failures.call} />
      {/* Below the controls, as all that comes and goes: it must not move a button from under the pointer. */}
      {remedy !== null && remedy !== "openAudio" && (
        <Button
          variant="default"
          leftSection={<IconHeadset size={18} aria-hidden />}
          onClick={() => actions.remedy(remedy)}
        >
          {health?.label}
        </Button>
      )}
      {card.supervisor !== null && (
        <div className="hint" data-tone="inCall">
          <IconEar size={16} aria-hidden />
          <span>{card.supervisor.text}</span>
        </div>
      )}
      {card.phase === "held" && !card.steers && <p className="hint">{t("call.heldByOther")}</p>}
      {open === "keypad" && <Keypad />}
      {open === "transfer" && card.consult === null && <TransferPanel done={() => setOpen(null)} />}
      {card.failure !== null && (
        <div className="refusal" role="status">
          <IconAlertTriangle size={16} aria-hidden />
          <span>
            {t("call.transfer")}: {card.failure}
          </span>
        </div>
      )}
      <QualityBars quality={quality} />
    </section>
  );
}
