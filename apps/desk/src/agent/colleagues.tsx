import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconArrowsExchange, IconMessages, IconPhoneOutgoing, IconPhoneX, IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColleagueCard } from "../desk/desk-view.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { Since } from "../parts/timer.tsx";

/** Everybody with their state; during a call each line transfers or consults, else it calls. */
export function Colleagues(): ReactNode {
  const { t } = useTranslation();
  const { colleagues, failures } = useDesk();
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = colleagues.filter(
    (one) =>
      one.name.toLowerCase().includes(wanted) ||
      one.extension.startsWith(wanted) ||
      one.state.label.toLowerCase().includes(wanted),
  );
  return (
    <section>
      <h2 className="column-title">{t("colleagues.title")}</h2>
      <TextInput
        aria-label={t("colleagues.search")}
        placeholder={t("colleagues.search")}
        leftSection={<IconSearch size={16} aria-hidden />}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Refusal failure={failures.colleague} />
      <ul className="rows">
        {shown.map((one) => (
          <Colleague key={one.id} colleague={one} />
        ))}
      </ul>
      {shown.length === 0 && (
        <p className="dim" style={{ padding: "8px 0" }}>
          {colleagues.length === 0 ? t("colleagues.empty") : t("colleagues.none")}
        </p>
      )}
    </section>
  );
}

function Colleague({ colleague }: { colleague: ColleagueCard }): ReactNode {
  const { t } = useTranslation();
  const { actions, card, me } = useDesk();
  const { name, state } = colleague;
  const target = { kind: "agent", agent: colleague.id } as const;
  const inCall = card?.steers && (card.phase === "talking" || card.phase === "held") && card.consult === null;
  const free = card === null && me !== null && (me.state.state === "available" || me.state.state === "paused");
  return (
    <li className="row">
      <div className="row-main">
        <div className="row-title">
          {name} <span className="dim">{colleague.extension}</span>
        </div>
        <div style={{ display: "flex", gap: 6, alignItems: "center" }} className="small">
          <StateBadge tone={state.tone}>{state.label}</StateBadge>
          {state.tone !== "signedOut" && <Since at={state.since} className="dim" />}
        </div>
        {colleague.problem !== null && (
          <div className="small dim">
            <IconPhoneX size={12} aria-hidden /> {colleague.problem}
          </div>
        )}
      </div>
      {inCall && colleague.reachable && (
        <>
          <LineAction
            label={t("colleagues.consultWith", { name })}
            run={() => void actions.consult(target, "colleague")}
          >
            <IconMessages size={16} aria-hidden />
          </LineAction>
          <LineAction
            label={t("colleagues.transferTo", { name })}
            run={() => void actions.transfer(target, "colleague")}
          >
            <IconArrowsExchange size={16} aria-hidden />
          </LineAction>
        </>
      )}
      {free && colleague.reachable && (
        <LineAction label={t("colleagues.call", { name })} run={() => void actions.dial(target, null, "colleague")}>
          <IconPhoneOutgoing size={16} aria-hidden />
        </LineAction>
      )}
    </li>
  );
}

function LineAction(props: { label: string; run: () => void; children: ReactNode }): ReactNode {
  return (
    <Tooltip label={props.label}>
      <ActionIcon variant="default" size={30} aria-label={props.label} onClick={props.run}>
        {props.children}
      </ActionIcon>
    </Tooltip>
  );
}
