import { Button } from "@mantine/core";
import {
  IconArrowsExchange,
  IconDialpad,
  IconMicrophone,
  IconMicrophoneOff,
  IconPhoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerRecord,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { CallCardView } from "../desk/view/call-card-view.ts";
import { WorkButton } from "../parts/work-button.tsx";

export type OpenPart = "keypad" | "transfer" | null;

/** Toggles say what they do now and show their state by colour, icon and word. */
export function CallControls(props: {
  card: CallCardView;
  open: OpenPart;
  setOpen: (part: OpenPart) => void;
}): ReactNode {
  const { t } = useTranslation();
  const { actions, busy, muted, phoneHere } = useDesk();
  const { card, open, setOpen } = props;
  const held = card.phase === "held" && card.consult === null;
  const up = card.phase === "talking" || card.phase === "held";
  const turn = card.recording?.turn ?? null;
  const toggle = (part: OpenPart): void => setOpen(open === part ? null : part);
  return (
    <div className="controls">
      {card.steers && (
        <WorkButton
          variant="default"
          className={held ? "control-held" : ""}
          leftSection={held ? <IconPlayerPlay size={18} aria-hidden /> : <IconPlayerPause size={18} aria-hidden />}
          onClick={actions.toggleHold}
          disabled={!up || card.consult !== null}
          busy={busy.call === (held ? "retrieve" : "hold")}
        >
          {held ? t("call.retrieve") : t("call.hold")}
        </WorkButton>
      )}
      <Button
        variant="default"
        className={muted ? "control-muted" : ""}
        leftSection={muted ? <IconMicrophoneOff size={18} aria-hidden /> : <IconMicrophone size={18} aria-hidden />}
        onClick={actions.toggleMute}
        disabled={!up}
      >
        {muted ? t("call.unmute") : t("call.mute")}
      </Button>
      <Button
        variant="default"
        leftSection={<IconDialpad size={18} aria-hidden />}
        onClick={() => toggle("keypad")}
        aria-expanded={open === "keypad"}
        disabled={!up || !phoneHere}
      >
        {t("call.keypad")}
      </Button>
      {card.steers && (
        <Button
          variant="default"
          leftSection={<IconArrowsExchange size={18} aria-hidden />}
          onClick={() => toggle("transfer")}
          aria-expanded={open === "transfer"}
          disabled={!up || card.consult !== null}
        >
          {t("call.transfer")}
        </Button>
      )}
      {turn !== null && (
        <WorkButton
          variant="default"
          style={{ gridColumn: "1 / -1" }}
          leftSection={
            turn.to === "on" ? <IconPlayerRecord size={18} aria-hidden /> : <IconPlayerPause size={18} aria-hidden />
          }
          onClick={actions.toggleRecording}
          disabled={!up}
          busy={busy.call === (turn.to === "on" ? "resumeRecording" : "pauseRecording")}
        >
          {turn.label}
        </WorkButton>
      )}
      <WorkButton
        color="red.9"
        style={{ gridColumn: "1 / -1" }}
        leftSection={<IconPhoneOff size={18} aria-hidden />}
        onClick={actions.hangUp}
        busy={busy.call === "hangUp"}
      >
        {t(card.consult?.phase === "conference" ? "consult.leave" : "call.hangUp")}
      </WorkButton>
    </div>
  );
}
