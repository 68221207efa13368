import { Table, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../parts/empty.tsx";
import { Since } from "../parts/timer.tsx";
import { SortHeading } from "./sort-heading.tsx";
import { type QueueKey, sortRows, useLive, useSorting } from "./use-live.ts";

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
    <section className="section">
      <div className="filters">
        <h2 className="row-main">{t("live.queues")}</h2>
        {queues.length > MANY && (
          <TextInput
            aria-label={t("live.filterQueues")}
            placeholder={t("live.filterQueues")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        )}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keys */}
      <section className="table-box" tabIndex={0} aria-label={t("live.queues")}>
        <Table verticalSpacing={big ? 10 : 6} fz="inherit">
          <Table.Thead>
            <Table.Tr>
              <SortHeading by="name" sorting={sorting}>
                {t("live.queue")}
              </SortHeading>
              <SortHeading by="waiting" sorting={sorting}>
                {t("live.waiting")}
              </SortHeading>
              <SortHeading by="longest" sorting={sorting}>
                {t("live.longest")}
              </SortHeading>
              <SortHeading by="available" sorting={sorting}>
                {t("live.available")}
              </SortHeading>
              <SortHeading by="signedIn" sorting={sorting}>
                {t("live.signedIn")}
              </SortHeading>
              <SortHeading by="offered" sorting={sorting}>{`${t("live.offered")} (${t("live.today")})`}</SortHeading>
              <SortHeading by="answered" sorting={sorting}>
                {t("live.answered")}
              </SortHeading>
              <SortHeading by="abandoned" sorting={sorting}>
                {t("live.abandoned")}
              </SortHeading>
              <SortHeading by="rate" sorting={sorting}>
                {t("live.answeredRate")}
              </SortHeading>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ id, queue, rate }) => (
              <Table.Tr key={id}>
                <Table.Th scope="row">
                  {queue.name}
                  {!queue.open && <span className="dim"> · {t("queues.closed")}</span>}
                </Table.Th>
                <Table.Td style={queue.waiting > 0 ? { fontWeight: 600 } : {}}>{queue.waiting}</Table.Td>
                <Table.Td>{queue.longestSince === null ? "–" : <Since at={queue.longestSince} />}</Table.Td>
                <Table.Td
                  style={
                    queue.waiting > 0 && queue.available === 0 ? { color: "var(--trouble-ink)", fontWeight: 600 } : {}
                  }
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
          </Table.Tbody>
        </Table>
      </section>
      {rows.length === 0 && <p className="dim">{t("live.noMatch")}</p>}
    </section>
  );
}
