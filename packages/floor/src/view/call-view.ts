import type { CallView } from "@belfry/contracts";
import type { Call, Consult, Leg } from "../call/call.ts";
import { isEar } from "../call/ears.ts";
import { legOfAgent, liveLeg, mayLead } from "../call/legs.ts";
import { mayBeRecorded } from "../call/record.ts";
import { isShown } from "../call/supervision.ts";
import { contactOf } from "../dialler/view.ts";
import { isAssigned } from "../identify/known.ts";
import type { FloorState } from "../state.ts";

/** The call as one agent's page shows it. */
export function callView(state: FloorState, call: Call, agent: string): CallView {
  const { stage } = call;
  const own = legOfAgent(call, agent);
  const phase = phaseFor(call, agent, own);
  const consult = stage.at === "talking" && stage.agent === agent ? stage.consult : null;
  return {
    id: call.id,
    leg: own?.id ?? null,
    direction: call.direction,
    queue: call.queue,
    dialled: call.dialled,
    caller: { number: call.caller, name: call.callerName },
    fromPage: call.fromPage,
    startedAt: call.startedAt,
    answeredAt: call.joined[agent] ?? null,
    waited: call.waited,
    digits: call.digits,
    phase,
    autoAnswer: autoAnswer(call, agent, own, state),
    consult: consult && consultView(call, consult),
    supervisor: supervisor(state, call, agent),
    mixed: own !== null && isEar(call, own.id),
    supervising: supervising(state, call, agent),
    via: via(state, call, own),
    // Before the call is up nobody can give orders yet, and nobody has lost the right to.
    steers:
      call.supervision?.supervisor !== agent && ((phase !== "talking" && phase !== "held") || mayLead(call, agent)),
    recording: recordingView(state, call, agent),
    muted: call.muted.includes(agent),
    requeued: call.requeued,
    lastFailure: call.lastFailure,
    contact: contactOf(call),
    verification: verificationView(call, agent),
  };
}

/** Told to the agent whose call it is, and to a supervisor who takes part. */
function verificationView(call: Call, agent: string): CallView["verification"] {
  const { verification, supervision } = call;
  if (!verification || !(isAssigned(call, agent) || supervision?.supervisor === agent)) return null;
  if (verification.kind !== "verified") return verification;
  const { kind, until, demo } = verification;
  return { kind, until, demo };
}

function recordingView(state: FloorState, call: Call, agent: string): CallView["recording"] {
  const { stage, recording, queue } = call;
  const mode = queue === null ? "off" : (state.settings.queues[queue]?.recording ?? "off");
  if (mode === "off" || !("agent" in stage) || stage.agent !== agent) return null;
  if (recording?.state === "failed") return "failed";
  if (!mayBeRecorded({ state }, call)) return null;
  if (recording?.state === "running" && recording.hears !== null) return "on";
  const chosen = call.recordingChoice?.agent === agent ? call.recordingChoice.on : null;
  if (chosen === false) return "paused";
  return chosen === null && mode === "onDemand" ? "ready" : "waiting";
}

function phaseFor(call: Call, agent: string, own: Leg | null): CallView["phase"] {
  const { stage } = call;
  if (call.supervision?.supervisor === agent) return own?.state === "up" ? "talking" : "connecting";
  switch (stage.at) {
    case "offered":
      return stage.agent === agent ? "offered" : "held";
    case "reconnecting":
      return stage.agent === agent ? "reconnecting" : "held";
    case "talking":
      if (stage.agent === agent)
        return stage.held || stage.consult?.phase === "calling" || stage.consult?.phase === "target"
          ? "held"
          : "talking";
      if (own?.state !== "up") return "offered";
      if (stage.consult?.phase === "conference") return "talking";
      return call.bridge?.a === own.id || call.bridge?.b === own.id ? "talking" : "held";
    case "dialling":
      return stage.agent !== agent && own?.state !== "up" ? "offered" : "connecting";
    default:
      return "connecting";
  }
}

function via(state: FloorState, call: Call, own: Leg | null): NonNullable<CallView["via"]> | null {
  const { stage } = call;
  const named = (kind: "transfer" | "consult", agent: string | null) => {
    const name = agent === null ? undefined : state.settings.agents[agent]?.name;
    return name === undefined ? null : { kind, name };
  };
  if (stage.at === "talking" && stage.consult && stage.consult.leg === own?.id) return named("consult", stage.agent);
  // Until somebody else serves the caller, the last one who did is the one who transferred.
  return stage.at === "offered" && stage.origin.kind === "transfer" ? named("transfer", call.agent) : null;
}

function consultView(call: Call, consult: Consult): NonNullable<CallView["consult"]> {
  const ringing = liveLeg(call, consult.leg)?.state === "ringing";
  const { label, since } = consult;
  if (consult.phase === "calling") return { label, since, phase: ringing ? "ringing" : "dialling" };
  if (consult.phase === "conference") return { label, since, phase: "conference" };
  return { label, since, phase: consult.phase === "target" ? "talking" : "held" };
}

/** Told to every agent whose words the supervisor hears, where the organisation's rule says so. */
function supervisor(state: FloorState, { supervision }: Call, agent: string): CallView["supervisor"] {
  if (!supervision || supervision.supervisor === agent || !isShown(state, supervision)) return null;
  const { supervisor: id, mode } = supervision;
  return { name: state.agents[id]?.name ?? id, mode };
}

function supervising(state: FloorState, { supervision }: Call, agent: string): CallView["supervising"] {
  if (supervision?.supervisor !== agent) return null;
  const { agent: id, mode } = supervision;
  return { agent: id, name: state.agents[id]?.name ?? id, mode };
}

/** The page answers by itself when the queue says so, and always when the leg is not an offer. */
function autoAnswer(call: Call, agent: string, own: Leg | null, state: FloorState): boolean {
  const { stage } = call;
  if (stage.at === "offered" && stage.agent === agent) return stage.autoAnswer;
  if (stage.at === "reconnecting" && stage.agent === agent) return true;
  if (stage.at === "dialling" && stage.agent === agent) return true;
  const held = state.agents[agent]?.state.state;
  return own !== null && own.state !== "up" && held === "inCall";
}
