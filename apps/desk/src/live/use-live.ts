import type { QueueView } from "@belfry/contracts";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { CallCardView } from "../desk/view/call-card-view.ts";
import type { Tone } from "../desk/view/state-view.ts";

/** A row of the wall, with the values that it is sorted by. */
export interface WallRow<K extends string> {
  readonly id: string;
  readonly sort: Readonly<Record<K, string | number>>;
}

export interface Sorting<K extends string> {
  readonly by: K;
  readonly down: boolean;
  choose(by: K): void;
}

/** Chosen by a click on a heading; the second click turns it round. */
export function useSorting<K extends string>(first: K): Sorting<K> {
  const [state, setState] = useState<{ by: K; down: boolean }>({ by: first, down: false });
  return {
    ...state,
    choose: (by) => setState((was) => ({ by, down: was.by === by ? !was.down : false })),
  };
}

export function sortRows<K extends string, T extends WallRow<K>>(
  rows: readonly T[],
  sorting: Sorting<K>,
  language: string,
): T[] {
  const collator = new Intl.Collator(language, { numeric: true });
  const compare = (a: string | number, b: string | number): number =>
    typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));
  const sign = sorting.down ? -1 : 1;
  return rows.toSorted((a, b) => sign * compare(a.sort[sorting.by], b.sort[sorting.by]) || compare(a.id, b.id));
}

export type QueueKey =
  | "name"
  | "waiting"
  | "longest"
  | "available"
  | "signedIn"
  | "offered"
  | "answered"
  | "abandoned"
  | "rate";

export interface QueueRow extends WallRow<QueueKey> {
  readonly queue: QueueView;
  /** Answered of those that were offered today, in percent; null before the first call. */
  readonly rate: number | null;
}

export type AgentKey = "name" | "state" | "since" | "phone";

export interface AgentRow extends WallRow<AgentKey> {
  readonly name: string;
  readonly extension: string;
  readonly tone: Tone;
  readonly label: string;
  readonly since: number;
  readonly problem: string | null;
  /** It is known who calls, or they play it. */
  readonly caller: "verified" | "demonstration" | null;
  /** Which supervisor takes part in their call, in a sentence; null: nobody does. */
  readonly supervisor: string | null;
}

/** The wall's rows, from the same picture that the agents see. */
export function useLive(): { readonly queues: readonly QueueRow[]; readonly agents: readonly AgentRow[] } {
  const { t } = useTranslation();
  const { queues, colleagues, me, card, state, health, supervisions } = useDesk();
  const supervisorOf = (agent: string): string | null => {
    const found = supervisions.find((one) => one.agent === agent);
    return found === undefined ? null : `${found.name}: ${t(`supervise.${found.mode}`)}`;
  };
  const agents = colleagues.map(
    (one): AgentRow => ({
      id: one.id,
      name: one.name,
      extension: one.extension,
      tone: one.state.tone,
      label: one.state.label,
      since: one.state.since,
      problem: one.problem,
      caller: one.caller,
      supervisor: supervisorOf(one.id),
      sort: { name: one.name, state: one.state.label, since: one.state.since, phone: one.problem ?? "" },
    }),
  );
  if (me !== null && state !== null) {
    const problem =
      me.device.problem === null || state.tone === "signedOut"
        ? null
        : (health?.label ?? t(`problem.${me.device.problem}`));
    agents.unshift({
      id: me.agent,
      name: me.name,
      extension: me.extension,
      tone: state.tone,
      label: state.label,
      since: state.since,
      problem,
      caller: card?.supervising === null ? callerOf(card.verification) : null,
      supervisor: supervisorOf(me.agent),
      sort: { name: me.name, state: state.label, since: state.since, phone: problem ?? "" },
    });
  }
  return {
    agents,
    queues: queues.map((queue): QueueRow => {
      const { offered, answered, abandoned } = queue.today;
      const rate = offered === 0 ? null : Math.round((100 * answered) / offered);
      return {
        id: queue.id,
        queue,
        rate,
        sort: {
          name: queue.name,
          waiting: -queue.waiting,
          longest: queue.longestSince ?? Number.MAX_SAFE_INTEGER,
          available: queue.available,
          signedIn: -queue.signedIn,
          offered: -offered,
          answered: -answered,
          abandoned: -abandoned,
          rate: rate ?? 101,
        },
      };
    }),
  };
}

/** As long as the call lasts, what was forgotten meanwhile was known. */
function callerOf(known: CallCardView["verification"]): AgentRow["caller"] {
  if (known === null || known.kind === "notVerified") return null;
  return known.demo ? "demonstration" : "verified";
}
