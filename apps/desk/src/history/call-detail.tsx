import type { CallDetail } from "@belfry/contracts";
import { CloseButton } from "@mantine/core";
import type { TFunction } from "i18next";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { failureOf } from "../api/client.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { formatDateTime, formatDuration, formatNumber } from "../i18n/format.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { takeFocus } from "../parts/take-focus.ts";
import { outcomeTone } from "./outcomes.ts";
import { RecordingPlayer } from "./recording-player.tsx";
import { SoundOfCall } from "./sound-of-call.tsx";
import { Timeline } from "./timeline.tsx";
import { useCallDetail } from "./use-calls.ts";
import { withoutNumber } from "./without-number.ts";

/** Why a call went as it did: a sentence first, then the parties, then the timeline. */
export function CallDetailPanel({ id, close }: { id: string; close: () => void }): ReactNode {
  const { t } = useTranslation();
  const found = useCallDetail(id);
  const panel = useRef<HTMLElement>(null);
  useEffect(() => takeFocus(panel.current), []);
  return (
    <section ref={panel} tabIndex={-1} className="side-panel" aria-label={t("calls.detail")}>
      <div className="row" style={{ paddingTop: 0 }}>
        <h2 className="row-main">{t("calls.detail")}</h2>
        <CloseButton aria-label={t("common.close")} onClick={close} />
      </div>
      <Refusal failure={found.isError ? failureOf(found.error) : null} />
      {found.isSuccess && <Detail call={found.data} />}
    </section>
  );
}

/** What happened, in a sentence for somebody who is no engineer. */
function summary(call: CallDetail, t: TFunction): string {
  return t(`calls.summary.${call.outcome ?? "open"}`, {
    agent: call.agentName ?? "–",
    waited: formatDuration(call.waited ?? 0),
    talked: formatDuration(call.talked ?? 0),
  });
}

function Detail({ call }: { call: CallDetail }): ReactNode {
  const { t, i18n } = useTranslation();
  const { country } = useDesk();
  const nobody = withoutNumber(call, t);
  const measured = [...new Set(call.quality.map(({ person }) => person))];
  const facts = [
    [t("calls.started"), formatDateTime(call.startedAt, i18n.language)],
    [t("calls.direction"), t(`direction.${call.direction}`)],
    [t("calls.caller"), call.caller === null ? nobody : formatNumber(call.caller, country)],
    [t("calls.dialled"), call.dialled === null ? null : formatNumber(call.dialled, country)],
    [t("identity.title"), call.verified ? t("identity.verified") : null],
    [t("calls.queue"), call.queueName],
    [t("calls.code"), call.callCode],
    [t("calls.note"), call.note === "" ? null : call.note],
    [t("calls.trace"), call.trace],
  ] as const;
  return (
    <>
      <div className="section">
        <StateBadge tone={outcomeTone(call.outcome)}>{t(`outcome.${call.outcome ?? "open"}`)}</StateBadge>
        <p style={{ marginTop: 6 }}>{summary(call, t)}</p>
      </div>
      <dl className="facts section">
        {facts.map(
          ([term, text]) =>
            text !== null && (
              <div key={term} style={{ display: "contents" }}>
                <dt>{term}</dt>
                <dd>{text}</dd>
              </div>
            ),
        )}
      </dl>
      <h3 className="column-title">{t("calls.legs")}</h3>
      <ul className="rows section">
        {call.legs.map((leg) => (
          <li key={leg.leg} className="row">
            <div className="row-main">
              <div>
                {leg.role === "agent" ? leg.party : leg.party === "" ? nobody : formatNumber(leg.party, country)}{" "}
                <span className="dim">
                  ·{" "}
                  {t(
                    leg.role === "caller"
                      ? "calls.roleCaller"
                      : leg.role === "agent"
                        ? "calls.roleAgent"
                        : "calls.roleOutside",
                  )}
                </span>
              </div>
              <div className="dim small">
                {leg.answeredAt === null
                  ? t("calls.notAnswered")
                  : `${t("calls.answered")} ${t("calls.after", { time: formatDuration(leg.answeredAt - leg.startedAt) })}`}
                {leg.cause !== null && ` · ${t(`cause.${leg.cause}`)}`}
              </div>
            </div>
          </li>
        ))}
      </ul>
      {call.events.some(({ what }) => what === "recordingStarted") && <RecordingPlayer call={call.trace} />}
      {call.quality.length > 0 && <h3 className="column-title">{t("calls.sound.title")}</h3>}
      {measured.map((person) => (
        <SoundOfCall
          key={person}
          agent={measured.length === 1 ? null : (call.legs.find((leg) => leg.person === person)?.party ?? null)}
          samples={call.quality.filter((one) => one.person === person)}
          startedAt={call.startedAt}
        />
      ))}
      <h3 className="column-title">{t("calls.why")}</h3>
      <Timeline events={call.events} startedAt={call.startedAt} endedAt={call.endedAt} />
    </>
  );
}
