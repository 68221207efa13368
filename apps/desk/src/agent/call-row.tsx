import type { CallSummary } from "@belfry/contracts";
import { IconPhoneIncoming, IconPhoneOutgoing, IconPhoneX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { VerifiedMark } from "../history/verified-mark.tsx";
import { withoutNumber } from "../history/without-number.ts";
import { formatDay, formatDuration, formatNumber, formatTime } from "../i18n/format.ts";

const DAY = 86_400_000;

/** One past call in two lines. */
export function CallRow(props: { call: CallSummary; showAgent?: boolean; children?: ReactNode }): ReactNode {
  const { t, i18n } = useTranslation();
  const { country } = useDesk();
  const { call } = props;
  const unanswered = call.answeredAt === null && call.outcome !== null;
  const other = call.direction === "inbound" ? call.caller : call.dialled;
  const nobody = withoutNumber(call, t);
  const Icon = unanswered ? IconPhoneX : call.direction === "inbound" ? IconPhoneIncoming : IconPhoneOutgoing;
  const recent = Date.now() - call.startedAt < DAY;
  const when = recent ? formatTime(call.startedAt, i18n.language) : formatDay(call.startedAt, i18n.language);
  const facts = [
    when,
    t(`outcome.${call.outcome ?? "open"}`),
    call.answeredAt === null || call.talked === null ? null : formatDuration(call.talked),
    props.showAgent === true ? call.agentName : call.queueName,
    call.callCode,
  ];
  return (
    <li className="row">
      <Icon size={16} aria-hidden style={unanswered ? { color: "var(--trouble-ink)" } : {}} />
      <div className="row-main">
        <div className="row-title">
          {other === null ? nobody : formatNumber(other, country)}
          {call.verified && <VerifiedMark />}
        </div>
        <div className="dim small">{facts.filter((fact) => fact !== null && fact !== "").join(" · ")}</div>
        {call.note !== "" && <div className="small">{call.note}</div>}
      </div>
      {props.children}
    </li>
  );
}
