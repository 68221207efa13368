import { Group, Textarea, TextInput } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKey } from "../app/keys.tsx";
import type { WrapUpView } from "../desk/desk-view.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { formatDuration } from "../i18n/format.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { useTimeLeft } from "../parts/timer.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { CardLink } from "./card-link.tsx";
import { CodePicker } from "./code-picker.tsx";
import { instantOf, localMinute } from "./local-minute.ts";

/** After the call: a code, a note, and the time that is left. Each choice is kept by the server at once. */
export function WrapUp({ wrapUp }: { wrapUp: WrapUpView }): ReactNode {
  const { t } = useTranslation();
  const { actions, failures, busy, lastCard } = useDesk();
  const [code, setCode] = useState(wrapUp.code);
  const [note, setNote] = useState(wrapUp.note);
  const [callBack, setCallBack] = useState(() => localMinute(wrapUp.callBackAt));
  const chosen = wrapUp.codes.find((one) => one.id === code);
  const at = chosen?.callBack === true ? instantOf(callBack) : null;
  const finish = (): void => void actions.finishWrapUp(code, note, at);
  useKey("more", actions.extendWrapUp);
  useKey("finish", finish);

  function choose(next: string | null): void {
    setCode(next);
    const asks = wrapUp.codes.find((one) => one.id === next)?.callBack === true;
    // Without its time such a code is not complete; it is kept as soon as there is one.
    if (!asks) void actions.setCallCode(next, note, null);
    else if (instantOf(callBack) !== null) void actions.setCallCode(next, note, instantOf(callBack));
  }

  return (
    <div className="card">
      <div className="call-head">
        <StateBadge tone="wrapUp">{t("wrapUp.title")}</StateBadge>
        {lastCard !== null && <h2 className="call-who">{lastCard.who}</h2>}
        {lastCard?.contact && <CardLink contact={lastCard.contact} />}
        <TimeLeft wrapUp={wrapUp} />
      </div>
      <CodePicker codes={wrapUp.codes} code={code} choose={choose} required={wrapUp.codeRequired} />
      {chosen?.callBack === true && (
        <TextInput
          type="datetime-local"
          label={t("wrapUp.callBackAt")}
          description={t("wrapUp.callBackHint")}
          required
          withAsterisk={false}
          value={callBack}
          onChange={(event) => setCallBack(event.currentTarget.value)}
          onBlur={() => {
            if (at !== null && at !== wrapUp.callBackAt) void actions.setCallCode(code, note, at);
          }}
        />
      )}
      <Textarea
        label={t("wrapUp.note")}
        description={chosen?.noteRequired === true ? t("wrapUp.noteNeeded") : undefined}
        required={chosen?.noteRequired === true}
        withAsterisk={false}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onBlur={() => {
          const complete = chosen?.callBack !== true || at !== null;
          if (note !== wrapUp.note && complete) void actions.setCallCode(code, note, at);
        }}
      />
      <Group grow>
        <WorkButton
          variant="default"
          onClick={actions.extendWrapUp}
          busy={busy.wrapUp === "extendWrapUp"}
          disabled={wrapUp.until === null}
        >
          {t("wrapUp.more")}
        </WorkButton>
        <WorkButton onClick={finish} busy={busy.wrapUp === "finishWrapUp"}>
          {t("wrapUp.finish")}
        </WorkButton>
      </Group>
      {/* Below the buttons: what goes when a field is left must not move a button from under the pointer. */}
      <Refusal failure={failures.wrapUp} />
    </div>
  );
}

const SOON = 10_000;

function TimeLeft({ wrapUp }: { wrapUp: WrapUpView }): ReactNode {
  const { t } = useTranslation();
  const left = useTimeLeft(wrapUp.until);
  if (left === null) return <p className="dim">{t("wrapUp.unlimited")}</p>;
  return (
    <p role="timer" style={left < SOON ? { color: "var(--trouble-ink)", fontWeight: 600 } : {}}>
      <IconClock size={14} aria-hidden /> {t("wrapUp.left", { time: formatDuration(left) })}
    </p>
  );
}
