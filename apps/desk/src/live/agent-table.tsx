import { NativeSelect, Table, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { VerifiedMark } from "../history/verified-mark.tsx";
import { Empty } from "../parts/empty.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Since } from "../parts/timer.tsx";
import { AgentMenu } from "./agent-menu.tsx";
import { type AgentKey, sortRows, useLive, useSorting } from "./use-live.ts";
import { useSupervision } from "./use-supervision.ts";
import { WallTable } from "./wall-table.tsx";

const TONES = ["available", "offered", "inCall", "wrapUp", "paused", "signedOut"] as const;

export function AgentTable({ big }: { big: boolean }): ReactNode {
  const { t, i18n } = useTranslation();
  const { agents } = useLive();
  const supervision = useSupervision();
  const supervises = agents.some((row) => supervision.choicesFor(row).length > 0);
  const sorting = useSorting<AgentKey>("name");
  const [text, setText] = useState("");
  const [tone, setTone] = useState("");
  const wanted = text.trim().toLowerCase();
  const found = agents.filter(
    (row) =>
      (row.name.toLowerCase().includes(wanted) || row.extension.startsWith(wanted)) &&
      (tone === "" || row.tone === tone || (tone === "paused" && row.tone === "trouble")),
  );
  const rows = sortRows(found, sorting, i18n.language);
  if (agents.length === 0) return <Empty title={t("live.agents")} text={t("live.noAgents")} />;
  return (
    <WallTable
      title={t("live.agents")}
      about={
        <>
          <Refusal failure={supervision.failure} />
          <p role="status" className="dim small">
            {supervision.told}
          </p>
        </>
      }
      actions={supervises ? t("live.choose") : null}
      sorting={sorting}
      big={big}
      columns={[
        { by: "name", title: t("live.agent") },
        { by: "state", title: t("live.state") },
        { by: "since", title: t("live.since") },
        { by: "phone", title: t("live.phone") },
      ]}
      filters={
        <>
          <TextInput
            aria-label={t("live.filter")}
            placeholder={t("live.filter")}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <NativeSelect
            aria-label={t("live.onlyState")}
            value={tone}
            onChange={(event) => setTone(event.currentTarget.value)}
          >
            <option value="">{t("common.all")}</option>
            {TONES.map((one) => (
              <option key={one} value={one}>
                {t(`state.${one}`)}
              </option>
            ))}
          </NativeSelect>
        </>
      }
      rows={rows.map((row) => (
        <Table.Tr key={row.id}>
          <Table.Th scope="row">
            {row.name} <span className="dim">{row.extension}</span>
          </Table.Th>
          <Table.Td>
            <StateBadge tone={row.tone}>{row.label}</StateBadge>
            {row.caller && <VerifiedMark demo={row.caller === "demonstration"} />}
            {row.supervisor !== null && <span className="dim small"> {row.supervisor}</span>}
          </Table.Td>
          <Table.Td>{row.tone === "signedOut" ? "–" : <Since at={row.since} />}</Table.Td>
          <Table.Td style={row.problem === null ? {} : { color: "var(--trouble-ink)" }}>
            {row.tone === "signedOut" ? "–" : (row.problem ?? t("problem.ready"))}
          </Table.Td>
          {supervises && (
            <Table.Td className="row-actions">
              <AgentMenu row={row} supervision={supervision} />
            </Table.Td>
          )}
        </Table.Tr>
      ))}
    />
  );
}
