import { Button } from "@mantine/core";
import { IconMicrophone, IconMicrophoneOff, IconPhoneOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { CallCardView, SupervisingView } from "../desk/view/call-card-view.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Since } from "../parts/timer.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { ModeSwitch } from "./mode-switch.tsx";
import { QualityBars } from "./quality-bars.tsx";

/** The call of an agent in which this person takes part as a supervisor. */
export function SupervisionCard(props: { card: CallCardView; supervising: SupervisingView }): ReactNode {
  const { t } = useTranslation();
  const { actions, busy, failures, muted, phoneHere, quality } = useDesk();
  const { card, supervising } = props;
  const up = card.phase === "talking";
  const heard = supervising.mode !== "listen";
  return (
    <section className="card" aria-label={t("supervise.title")}>
      <div className="call-head">
        <StateBadge tone={up ? "inCall" : "offered"}>
          {up ? t(`supervise.${supervising.mode}`) : t("call.connecting")}
        </StateBadge>
        <h2 className="call-who">{supervising.name}</h2>
        <p className="dim">{[card.who, card.queue].filter((part) => part !== null).join(" · ")}</p>
        <div role="timer" aria-label={t("supervise.time")}>
          <Since at={card.answeredAt ?? card.startedAt} className="call-timer" />
        </div>
      </div>
      <ModeSwitch supervising={supervising} disabled={!up} />
      <p className="hint">{supervising.text}</p>
      <div className="controls">
        <Button
          variant="default"
          className={muted ? "control-muted" : ""}
          leftSection={muted ? <IconMicrophoneOff size={18} aria-hidden /> : <IconMicrophone size={18} aria-hidden />}
          onClick={actions.toggleMute}
          disabled={!up || !heard || !phoneHere}
        >
          {muted ? t("call.unmute") : t("call.mute")}
        </Button>
        <WorkButton
          color="red.9"
          leftSection={<IconPhoneOff size={18} aria-hidden />}
          onClick={actions.hangUp}
          busy={busy.call === "hangUp"}
        >
          {t("supervise.leave")}
        </WorkButton>
      </div>
      <Refusal failure={failures.call ?? failures.supervise ?? null} />
      <QualityBars quality={quality} />
    </section>
  );
}
