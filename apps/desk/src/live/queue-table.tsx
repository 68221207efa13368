import { Table, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../parts/empty.tsx";
import { Since } from "../parts/timer.tsx";
import { type QueueKey, sortRows, useLive, useSorting } from "./use-live.ts";
import { WallTable } from "./wall-table.tsx";

const MANY = 8;

export function QueueTable({ big }: { big: boolean }): ReactNode {
  const { t, i18n } = useTranslation();
  const { queues } = useLive();
  const sorting = useSorting<QueueKey>("name");
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const rows = sortRows(
    queues.filter((row) => row.queue.name.toLowerCase().includes(wanted)),
    sorting,
    i18n.language,
  );
  if (queues.length === 0) return <Empty title={t("live.queues")} text={t("live.noQueues")} />;
  return (
    <WallTable
      title={t("live.queues")}
      sorting={sorting}
      big={big}
      columns={[
        { by: "name", title: t("live.queue") },
        { by: "waiting", title: t("live.waiting") },
        { by: "longest", title: t("live.longest") },
        { by: "available", title: t("live.available") },
        { by: "signedIn", title: t("live.signedIn") },
        { by: "offered", title: `${t("live.offered")} (${t("live.today")})` },
        { by: "answered", title: t("live.answered") },
        { by: "abandoned", title: t("live.abandoned") },
        { by: "rate", title: t("live.answeredRate") },
      ]}
      filters={
        queues.length > MANY && (
          <TextInput
            aria-label={t("live.filterQueues")}
            placeholder={t("live.filterQueues")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )
      }
      rows={rows.map(({ id, queue, rate }) => (
        <Table.Tr key={id}>
          <Table.Th scope="row">
            {queue.name}
            {!queue.open && <span className="dim"> · {t("queues.closed")}</span>}
          </Table.Th>
          <Table.Td style={queue.waiting > 0 ? { fontWeight: 600 } : {}}>{queue.waiting}</Table.Td>
          <Table.Td>{queue.longestSince === null ? "–" : <Since at={queue.longestSince} />}</Table.Td>
          <Table.Td
            style={queue.waiting > 0 && queue.available === 0 ? { color: "var(--trouble-ink)", fontWeight: 600 } : {}}
          >
            {queue.available}
          </Table.Td>
          <Table.Td>{queue.signedIn}</Table.Td>
          <Table.Td>{queue.today.offered}</Table.Td>
          <Table.Td>{queue.today.answered}</Table.Td>
          <Table.Td>{queue.today.abandoned}</Table.Td>
          <Table.Td>{rate === null ? "–" : `${rate} %`}</Table.Td>
        </Table.Tr>
      ))}
    />
  );
}
