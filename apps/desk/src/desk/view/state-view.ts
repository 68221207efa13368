import type { AgentState, CallView, ColleagueState, PauseReason, PendingState, Snapshot } from "@belfry/contracts";
import type { TFunction } from "i18next";

/** How a state looks; each tone has its colour, and an icon beside the word. */
export type Tone = "available" | "offered" | "inCall" | "held" | "wrapUp" | "paused" | "signedOut" | "trouble";

export interface StateView {
  readonly tone: Tone;
  readonly label: string;
  /** Epoch milliseconds of the server's clock. */
  readonly since: number;
  /** What happens after the call, in words; null when nothing was chosen. */
  readonly pending: string | null;
  /** Why an agent who did not choose the pause is in it; null otherwise. */
  readonly explanation: string | null;
}

type Pauses = Snapshot["pauses"];

export function stateView(
  state: AgentState | ColleagueState,
  call: CallView | null,
  pauses: Pauses,
  t: TFunction,
): StateView {
  const base = { since: state.since, pending: null, explanation: null };
  const pending = () => ("pending" in state ? pendingLabel(state.pending, pauses, t) : null);
  switch (state.state) {
    case "signedOut":
      return {
        ...base,
        tone: "signedOut",
        label: t("state.signedOut"),
        explanation: "bySupervisor" in state && state.bySupervisor ? t("state.explainSignedOut") : null,
      };
    case "available":
      return { ...base, tone: "available", label: t("state.available") };
    case "offered":
      return { ...base, tone: "offered", label: t("state.offered") };
    case "paused":
      return {
        ...base,
        tone: state.reason.kind === "noAnswer" || state.reason.kind === "deviceLost" ? "trouble" : "paused",
        label: pauseLabel(state.reason, pauses, t),
        explanation: pauseExplanation(state.reason, t),
      };
    case "inCall": {
      // During a consultation the caller is on hold while the agent talks.
      const held = call?.phase === "held" && call.consult === null;
      return {
        ...base,
        tone: held ? "held" : "inCall",
        label: held ? t("state.held") : t("state.inCall"),
        pending: pending(),
      };
    }
    case "wrapUp":
      return {
        ...base,
        tone: "wrapUp",
        label: t("state.wrapUp"),
        pending: pending(),
      };
  }
}

function pauseName(id: string | null, pauses: Pauses, t: TFunction): string {
  return pauses.find((one) => one.id === id)?.name ?? t("state.paused");
}

function pauseLabel(reason: PauseReason, pauses: Pauses, t: TFunction): string {
  switch (reason.kind) {
    case "chosen":
      return pauseName(reason.pause, pauses, t);
    case "noAnswer":
      return t("state.noAnswer");
    case "forced":
      return t("state.forced");
    case "deviceLost":
      return t("state.deviceLost");
    case "supervisor":
      return reason.pause === null ? t("state.supervisor") : pauseName(reason.pause, pauses, t);
  }
}

function pauseExplanation(reason: PauseReason, t: TFunction): string | null {
  switch (reason.kind) {
    case "chosen":
      return null;
    case "noAnswer":
      return t("state.explainNoAnswer");
    case "forced":
      return t("state.explainForced");
    case "deviceLost":
      return t("state.explainDeviceLost");
    case "supervisor":
      return t("state.explainSupervisor");
  }
}

export function pendingLabel(pending: PendingState | null, pauses: Pauses, t: TFunction): string | null {
  if (pending === null) return null;
  switch (pending.to) {
    case "available":
      return t("state.available");
    case "signedOut":
      return t("state.signedOut");
    case "paused":
      return pauseName(pending.pause, pauses, t);
  }
}
