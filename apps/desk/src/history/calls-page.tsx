import type { CallSummary } from "@belfry/contracts";
import { NativeSelect, SegmentedControl, Table, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { failureOf } from "../api/client.ts";
import { navigate } from "../app/router.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { Empty } from "../parts/empty.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { TableBox } from "../parts/table-box.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { CallDetailPanel } from "./call-detail.tsx";
import { CallItem, CallLine, openerId } from "./call-line.tsx";
import { OUTCOMES } from "./outcomes.ts";
import { type CallChoice, useCalls } from "./use-calls.ts";

const DAY = 86_400_000;

/** `2026-11-21` of this machine's day, as a date field wants it. */
function dateText(instant: number): string {
  const date = new Date(instant);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function startOf(date: string): number | undefined {
  const found = new Date(`${date}T00:00:00`).getTime();
  return Number.isNaN(found) ? undefined : found;
}

/** Past calls: an agent's own, for supervisors all; one of them opened beside the list. */
export default function CallsPage({ call }: { call: string | null }): ReactNode {
  const { t } = useTranslation();
  const { person, queues } = useDesk();
  const maySeeAll = person.roles.includes("supervisor") || person.roles.includes("admin");
  const [scope, setScope] = useState<CallChoice["scope"]>(maySeeAll ? "all" : "mine");
  const [from, setFrom] = useState(() => dateText(Date.now() - 7 * DAY));
  const [to, setTo] = useState(() => dateText(Date.now()));
  const [queue, setQueue] = useState("");
  const [outcome, setOutcome] = useState("");
  const chosen = OUTCOMES.find((one) => one === outcome);
  const [start, end] = [startOf(from), startOf(to)];
  const found = useCalls({
    scope,
    ...(start === undefined ? {} : { from: start }),
    ...(end === undefined ? {} : { to: end + DAY }),
    ...(queue === "" ? {} : { queue }),
    ...(chosen === undefined ? {} : { outcome: chosen }),
  });

  // Beside an open call, and on a small screen, a table has no room; on the latter the call stands alone.
  const narrow = useMediaQuery("(max-width: 899px)", false, { getInitialValueInEffect: false });
  const listed = narrow || call !== null;
  const alone = narrow && call !== null;
  const shown = useRef(call);
  useEffect(() => {
    if (call === null && shown.current !== null) document.getElementById(openerId(shown.current))?.focus();
    shown.current = call;
  }, [call]);

  return (
    <div className="page">
      <h1 style={{ marginBottom: 12 }}>{t("calls.title")}</h1>
      {!alone && (
        <div className="filters">
          {maySeeAll && (
            <SegmentedControl
              size="sm"
              aria-label={t("calls.title")}
              value={scope}
              onChange={(value) => setScope(value === "mine" ? "mine" : "all")}
              data={[
                { value: "all", label: t("calls.everybody") },
                { value: "mine", label: t("calls.mine") },
              ]}
            />
          )}
          <TextInput
            type="date"
            label={t("calls.from")}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="date"
            label={t("calls.to")}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
          />
          <NativeSelect
            label={t("calls.queue")}
            value={queue}
            onChange={(event) => setQueue(event.currentTarget.value)}
          >
            <option value="">{t("calls.allQueues")}</option>
            {queues.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
              </option>
            ))}
          </NativeSelect>
          <NativeSelect
            label={t("calls.outcome")}
            value={outcome}
            onChange={(event) => setOutcome(event.currentTarget.value)}
          >
            <option value="">{t("calls.allOutcomes")}</option>
            {OUTCOMES.map((one) => (
              <option key={one} value={one}>
                {t(`outcome.${one}`)}
              </option>
            ))}
          </NativeSelect>
        </div>
      )}
      <Refusal failure={found.isError ? failureOf(found.error) : null} />
      <div className={call === null ? "" : "side"}>
        <div hidden={alone}>
          {listed ? (
            <ul className="rows box" aria-label={t("calls.title")}>
              {found.calls.map((one) => (
                <CallItem key={one.id} call={one} current={one.id === call} open={() => navigate(`/calls/${one.id}`)} />
              ))}
            </ul>
          ) : (
            <CallTable calls={found.calls} />
          )}
          {found.isSuccess && found.calls.length === 0 && <Empty title={t("calls.empty")} />}
          {found.hasNextPage && (
            <WorkButton
              mt="sm"
              variant="default"
              busy={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {t("common.more")}
            </WorkButton>
          )}
        </div>
        {call !== null && <CallDetailPanel key={call} id={call} close={() => navigate("/calls")} />}
      </div>
    </div>
  );
}

function CallTable({ calls }: { calls: readonly CallSummary[] }): ReactNode {
  const { t } = useTranslation();
  return (
    <TableBox label={t("calls.title")}>
      <Table verticalSpacing={6} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("calls.started")}</Table.Th>
            <Table.Th>{t("calls.caller")}</Table.Th>
            <Table.Th>{t("calls.outcome")}</Table.Th>
            <Table.Th>{t("calls.queue")}</Table.Th>
            <Table.Th>{t("calls.agent")}</Table.Th>
            <Table.Th>{t("calls.waited")}</Table.Th>
            <Table.Th>{t("calls.talked")}</Table.Th>
            <Table.Th>{t("calls.code")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {calls.map((one) => (
            <CallLine key={one.id} call={one} open={() => navigate(`/calls/${one.id}`)} />
          ))}
        </Table.Tbody>
      </Table>
    </TableBox>
  );
}
