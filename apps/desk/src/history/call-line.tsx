import type { CallSummary } from "@belfry/contracts";
import { Anchor, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { formatDateTime, formatDuration, formatNumber } from "../i18n/format.ts";
import { ToneIcon } from "../parts/state-badge.tsx";
import { outcomeTone } from "./outcomes.ts";
import { VerifiedMark } from "./verified-mark.tsx";
import { withoutNumber } from "./without-number.ts";

/** The element that opens a call, so that the keys can go back to it. */
export const openerId = (call: string): string => `open-${call}`;

function useOther(call: CallSummary): string {
  const { t } = useTranslation();
  const { country } = useDesk();
  const other = call.direction === "inbound" ? call.caller : call.dialled;
  if (other !== null) return formatNumber(other, country);
  return withoutNumber(call, t);
}

function Outcome({ call }: { call: CallSummary }): ReactNode {
  const { t } = useTranslation();
  const tone = outcomeTone(call.outcome);
  return (
    <span className="toned" style={{ color: `var(--${tone}-ink)` }}>
      <ToneIcon tone={tone} size={14} /> {t(`outcome.${call.outcome ?? "open"}`)}
    </span>
  );
}

/** One call in two lines, where there is no room for a table. */
export function CallItem(props: { call: CallSummary; current: boolean; open: () => void }): ReactNode {
  const { t, i18n } = useTranslation();
  const { call, current, open } = props;
  const facts = [
    formatDateTime(call.startedAt, i18n.language),
    call.direction === "inbound" ? null : t(`direction.${call.direction}`),
    call.queueName,
    call.agentName,
    call.answeredAt === null || call.talked === null ? null : formatDuration(call.talked),
    call.callCode,
  ];
  return (
    <li>
      <button
        type="button"
        id={openerId(call.id)}
        className="row-button"
        aria-current={current ? "true" : undefined}
        onClick={open}
      >
        <span className="call-item">
          <strong>
            {useOther(call)}
            {call.verified && <VerifiedMark />}
          </strong>
          <Outcome call={call} />
        </span>
        <span className="dim small">{facts.filter((fact) => fact !== null && fact !== "").join(" · ")}</span>
      </button>
    </li>
  );
}

/** One call as a row; the start is the link, so that keys and screen readers find it. */
export function CallLine({ call, open }: { call: CallSummary; open: () => void }): ReactNode {
  const { t, i18n } = useTranslation();
  return (
    <Table.Tr>
      <Table.Td>
        <Anchor component="button" type="button" id={openerId(call.id)} onClick={open} size="sm">
          {formatDateTime(call.startedAt, i18n.language)}
        </Anchor>
      </Table.Td>
      <Table.Td>
        {useOther(call)}
        {call.verified && <VerifiedMark />}
        {call.direction !== "inbound" && <span className="dim"> · {t(`direction.${call.direction}`)}</span>}
      </Table.Td>
      <Table.Td>
        <Outcome call={call} />
      </Table.Td>
      <Table.Td>{call.queueName}</Table.Td>
      <Table.Td>{call.agentName}</Table.Td>
      <Table.Td>{call.waited === null ? "–" : formatDuration(call.waited)}</Table.Td>
      <Table.Td>{call.answeredAt === null || call.talked === null ? "–" : formatDuration(call.talked)}</Table.Td>
      <Table.Td>{call.callCode}</Table.Td>
    </Table.Tr>
  );
}
