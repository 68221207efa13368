import type { CallSummary } from "@belfry/contracts";
import { Anchor, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import { formatDateTime, formatDuration, formatNumber } from "../i18n/format.ts";
import { ToneIcon } from "../parts/state-badge.tsx";
import { outcomeTone } from "./outcomes.ts";

/** One call as a row; the start is the link, so that keys and screen readers find it. */
export function CallLine({
  call,
  current,
  open,
}: {
  call: CallSummary;
  current: boolean;
  open: () => void;
}): ReactNode {
  const { t, i18n } = useTranslation();
  const { country } = useDesk();
  const other = call.direction === "inbound" ? call.caller : call.dialled;
  return (
    <Table.Tr aria-current={current ? "true" : undefined} style={current ? { background: "var(--sunken)" } : {}}>
      <Table.Td>
        <Anchor component="button" type="button" onClick={open} size="sm">
          {formatDateTime(call.startedAt, i18n.language)}
        </Anchor>
      </Table.Td>
      <Table.Td>
        {other === null ? t("common.unknownNumber") : formatNumber(other, country)}
        {call.direction !== "inbound" && <span className="dim"> · {t(`direction.${call.direction}`)}</span>}
      </Table.Td>
      <Table.Td>
        <span className="toned" style={{ color: `var(--${outcomeTone(call.outcome)}-ink)` }}>
          <ToneIcon tone={outcomeTone(call.outcome)} size={14} /> {t(`outcome.${call.outcome ?? "open"}`)}
        </span>
      </Table.Td>
      <Table.Td>{call.queueName}</Table.Td>
      <Table.Td>{call.agentName}</Table.Td>
      <Table.Td>{formatDuration(call.waited)}</Table.Td>
      <Table.Td>{call.answeredAt === null ? "–" : formatDuration(call.talked)}</Table.Td>
      <Table.Td>{call.callCode}</Table.Td>
    </Table.Tr>
  );
}
