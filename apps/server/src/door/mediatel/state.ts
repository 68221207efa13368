import type { AgentView, MediatelCommand, MediatelData, MediatelState } from "@belfry/contracts";

/** The one state of the protocol that an agent is in. Null: nobody is signed in on this connection. */
export function mediatelState(view: AgentView | null): MediatelState {
  switch (view?.state.state) {
    case undefined:
    case "signedOut":
      return "STATE_LOGOUT";
    case "available":
      return "STATE_IDLE";
    case "paused":
      return "STATE_PAUSE";
    case "offered":
      return "STATE_CALL_DELIVERED";
    case "wrapUp":
      return "STATE_CLERICAL";
    case "inCall":
      return stateInCall(view?.call ?? null);
  }
}

function stateInCall(call: AgentView["call"]): MediatelState {
  switch (call?.phase) {
    case "talking":
      return call.muted ? "STATE_MUTE" : "STATE_CALL_ACTIVE";
    // The caller is kept on the line, with music, until the agent's phone is back.
    case "reconnecting":
    case "held":
      return "STATE_HOLD";
    case "offered":
      return "STATE_CALL_DELIVERED";
    case "connecting":
      if (call.lastFailure !== null) return "STATE_MAKECALL_FAILED";
      // First the agent's own phone is called, then the other side.
      return call.direction !== "inbound" && call.answeredAt === null
        ? "STATE_MAKECALL_REQUEST"
        : "STATE_CALL_DELIVERED";
    case undefined:
      return "STATE_MAKECALL_REQUEST";
  }
}

const STATUS = {
  STATE_LOGOUT: "offline",
  STATE_IDLE: "available",
  STATE_PAUSE: "pause",
  STATE_MAKECALL_REQUEST: "start_dialing",
  STATE_CALL_DELIVERED: "start_dialing",
  STATE_MAKECALL_FAILED: "available",
  STATE_CALL_ACTIVE: "in_a_call",
  STATE_HOLD: "on_hold",
  STATE_MUTE: "in_a_call",
  STATE_CLERICAL: "clerical",
} as const satisfies Record<MediatelState, MediatelData["status"]>;

export function mediatelStatus(state: MediatelState): MediatelData["status"] {
  return STATUS[state];
}

/** What would be taken now and would change something. */
export function availableCommands(view: AgentView | null): MediatelCommand[] {
  if (view === null || view.state.state === "signedOut") return ["CMD_LOGIN", "CMD_EXIT"];
  const { state, call, device, wrapUp } = view;
  const commands: MediatelCommand[] = ["CMD_LOGOUT", "CMD_EXIT", "CMD_PAUSE", "CMD_PREDICTIVE"];
  const isFree = state.state === "available" || state.state === "paused";
  if (isFree && device.problem === null) commands.push("CMD_MAKECALL");
  if (state.state === "offered" || state.state === "inCall") commands.push("CMD_CLOSECALL");
  if (state.state === "inCall" && call !== null && call.steers && call.consult === null) {
    if (call.phase === "talking") commands.push("CMD_HOLDCALL");
    if (call.phase === "held") commands.push("CMD_RETRIEVECALL");
  }
  if (state.state === "inCall" && (call?.phase === "talking" || call?.phase === "held")) commands.push("CMD_MUTECALL");
  if (wrapUp !== null && wrapUp.codes.length > 0) commands.push("CMD_RESOLUTIONSET");
  return commands;
}
