import { API, type SupervisedState, type SupervisionMode, supervisionMode } from "@belfry/contracts";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Failure, failureOf, tell } from "../api/client.ts";
import { useDesk } from "../desk/use-desk.tsx";
import type { AgentRow } from "./use-live.ts";

/** One thing that may be chosen for an agent. */
export interface Choice {
  readonly key: string;
  readonly label: string;
  readonly to: SupervisedState;
}

export interface Supervision {
  /** Empty when the person may not choose for others, or nothing can be chosen for this one. */
  choicesFor(row: AgentRow): readonly Choice[];
  choose(row: AgentRow, choice: Choice): void;
  /** How the person may take part in this agent's call; empty when they may not, or there is none. */
  waysInto(row: AgentRow): readonly SupervisionMode[];
  join(row: AgentRow, mode: SupervisionMode): void;
  /** What was chosen last, in a sentence; null before. */
  readonly told: string | null;
  readonly failure: Failure | null;
}

/** What a supervisor may choose for the agents on the wall. */
export function useSupervision(): Supervision {
  const { t } = useTranslation();
  const { person, pauses, me, actions, failures, supervisions } = useDesk();
  const [told, setTold] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const may = person.roles.some((role) => role === "supervisor" || role === "admin");
  return {
    told,
    failure: failure ?? failures.supervise ?? null,
    waysInto: (row) => {
      // Their own phone takes part: who has none, or is in a call with it, cannot.
      const free = me !== null && (me.state.state === "available" || me.state.state === "paused");
      const taken = supervisions.some(({ agent }) => agent === row.id);
      return may && free && !taken && row.id !== me.agent && row.tone === "inCall" ? supervisionMode.options : [];
    },
    join: (row, mode) => {
      setTold(null);
      setFailure(null);
      void actions.supervise(row.id, mode).then((taken) => {
        if (taken) window.location.hash = "#/phone";
      });
    },
    choicesFor: (row) => {
      // Nobody is signed in by somebody else, and one's own state is chosen above.
      if (!may || row.tone === "signedOut" || row.id === person.person) return [];
      const all: Choice[] = [
        { key: "available", label: t("state.available"), to: { to: "available" } },
        ...pauses.map(({ id, name }): Choice => ({ key: id, label: name, to: { to: "paused", pause: id } })),
        { key: "signedOut", label: t("state.signOut"), to: { to: "signedOut" } },
      ];
      return row.tone === "available" ? all.slice(1) : all;
    },
    choose: (row, choice) => {
      setTold(null);
      setFailure(null);
      tell("POST", `${API.agents}/${row.id}/state`, choice.to).then(
        () => setTold(t("live.chosen", { agent: row.name, state: choice.label })),
        (error: unknown) => setFailure(failureOf(error)),
      );
    },
  };
}
