import type { PendingState } from "@belfry/contracts";
import type { Call } from "../call/call.ts";
import { completeTransfer, conference, consult, consultOver, endConsult, ringOver, swap } from "../call/consult.ts";
import { dial, dialTargetFailed } from "../call/dial.ts";
import { hangUp, legOfAgent } from "../call/legs.ts";
import { customerLeg, endCall } from "../call/move.ts";
import { mute } from "../call/mute.ts";
import { offerMissed } from "../call/offer.ts";
import { chooseRecording } from "../call/record.ts";
import { changeMode, endSupervision, supervise } from "../call/supervise.ts";
import { customerGone, hold, retrieve, type Talking, takeLead } from "../call/talk.ts";
import { transfer } from "../call/transfer.ts";
import { callContact, skipContact, switchAutoCalls } from "../dialler/preview.ts";
import type { AgentInput, SupervisorInput } from "../inputs.ts";
import { agentOf, callOf, note, own, type Rejection, refuse, type Work } from "../work.ts";
import type { Agent, AgentEvent } from "./agent.ts";
import { moveAgent } from "./move.ts";
import { extendWrapUp, finishWrapUp, setCallCode } from "./wrap-up.ts";

/** Carries out what an agent asked, or says why not. */
export function agentInput(w: Work, input: AgentInput): Rejection | null {
  const agent = agentOf(w, input.agent);
  if (!agent) return refuse("not_an_agent");
  if (input.type === "agent.signIn") return wish(w, agent, { type: "signIn" });
  if (agent.state.state === "signedOut") return input.type === "agent.signOut" ? null : refuse("not_signed_in_agent");
  switch (input.type) {
    case "agent.signOut":
      return wish(w, agent, { type: "signOut" });
    case "agent.available":
      return agent.state.state === "offered" ? null : wish(w, agent, { type: "available" });
    case "agent.pause":
      if (!own(w.state.settings.pauses, input.pause)) return refuse("unknown_pause");
      return wish(w, agent, { type: "pause", pause: input.pause });
    case "agent.decline":
      return agent.state.state === "offered" ? declineOffer(w, agent) : refuse("not_in_this_state");
    case "agent.dial":
      return dial(w, agent.id, input.call, input.target, input.queue);
    case "agent.setCallCode":
      return setCallCode(w, agent, input.code, input.note, input.callBackAt ?? null);
    case "agent.autoCalls":
      switchAutoCalls(w, agent, input.on);
      return null;
    case "agent.callContact":
      return callContact(w, agent, input.call, input.contact);
    case "agent.skipContact":
      return skipContact(w, agent, input.contact);
    case "agent.extendWrapUp":
      return extendWrapUp(w, agent);
    case "agent.finishWrapUp":
      return finishWrapUp(w, agent);
    default:
      return callInput(w, agent, input);
  }
}

/** Carries out what a supervisor asked, or says why not. Nobody is signed in by somebody else. */
export function supervisorInput(w: Work, input: SupervisorInput): Rejection | null {
  switch (input.type) {
    case "supervisor.choose":
      return chooseFor(w, input.agent, input.to);
    case "supervisor.join":
      return supervise(w, input.supervisor, input.agent, input.mode);
    case "supervisor.mode":
      return changeMode(w, input.supervisor, input.mode);
  }
}

function chooseFor(w: Work, id: string, to: PendingState): Rejection | null {
  const agent = agentOf(w, id);
  if (!agent) return refuse("not_an_agent");
  const { state } = agent.state;
  if (state === "signedOut") return to.to === "signedOut" ? null : refuse("agent_signed_out");
  if (to.to === "paused" && !own(w.state.settings.pauses, to.pause)) return refuse("unknown_pause");
  if (to.to === "available" && (state === "available" || state === "offered")) return null;
  return wish(w, agent, { type: "supervise", to });
}

/** Whoever pauses or signs out while a call is offered has declined it. */
function wish(w: Work, agent: Agent, event: AgentEvent): Rejection | null {
  if (agent.state.state === "offered" && event.type !== "signIn") declineOffer(w, agent);
  return moveAgent(w, agent.id, event) ? null : refuse("not_in_this_state");
}

function declineOffer(w: Work, agent: Agent): Rejection | null {
  const call = agent.state.state === "offered" ? callOf(w, agent.state.call) : undefined;
  if (!call) return refuse("no_call");
  const { stage } = call;
  const leg = legOfAgent(call, agent.id);
  if (stage.at === "offered" && stage.agent === agent.id) offerMissed(w, call, stage, "declined", "declined");
  else if (leg) {
    hangUp(w, call, leg, "declined");
    if (stage.at === "talking" && stage.consult?.leg === leg.id)
      consultOver(w, call, stage, stage.consult, leg, "declined");
    else if (stage.at === "dialling") dialTargetFailed(w, call, stage, leg, "declined");
    else ringOver(w, call, agent.id, "declined");
  }
  return null;
}

function callInput(w: Work, agent: Agent, input: AgentInput): Rejection | null {
  const call = agent.state.state === "inCall" ? callOf(w, agent.state.call) : undefined;
  if (!call) return refuse(agent.state.state === "offered" ? "not_in_this_state" : "no_call");
  if (input.type === "agent.hangUp") return hangUpBy(w, call, agent.id);
  if (input.type === "agent.mute" || input.type === "agent.unmute")
    return mute(w, call, agent.id, input.type === "agent.mute");
  const lead = takeLead(w, call, agent.id);
  if (!lead) return refuse("not_in_this_state");
  switch (input.type) {
    case "agent.hold":
      return hold(w, call, lead);
    case "agent.retrieve":
      return retrieve(w, call, lead);
    case "agent.transfer":
      return transfer(w, call, lead, input.target);
    case "agent.consult":
      return consult(w, call, lead, input.target);
    case "agent.swap":
      return swap(w, call, lead);
    case "agent.completeTransfer":
      return completeTransfer(w, call, lead);
    case "agent.endConsult":
      return endConsult(w, call, lead);
    case "agent.conference":
      return conference(w, call, lead);
    case "agent.pauseRecording":
      return chooseRecording(w, call, agent.id, false);
    case "agent.resumeRecording":
      return chooseRecording(w, call, agent.id, true);
    default:
      return refuse("not_in_this_state");
  }
}

/** Hanging up ends what the agent hears: the consultation first, then the call. */
function hangUpBy(w: Work, call: Call, agent: string): Rejection | null {
  const { stage } = call;
  if (call.supervision?.supervisor === agent) {
    endSupervision(w, call, "normal");
    return null;
  }
  if ("agent" in stage && stage.agent === agent) {
    if (stage.at === "talking" && stage.consult) return hangUpInConsult(w, call, stage);
    if (stage.at === "connecting") offerMissed(w, call, stage, "declined", "normal");
    else if (stage.at === "dialling") endCall(w, call, stage.outcome ?? "abandoned");
    else {
      note(w, call, "hungUp", { agent });
      endCall(w, call, "answered");
    }
    return null;
  }
  const leg = legOfAgent(call, agent);
  if (!leg) return refuse("no_call");
  if (stage.at === "talking" && stage.consult?.leg === leg.id) {
    hangUp(w, call, leg, "normal");
    consultOver(w, call, stage, stage.consult, leg, "normal");
  } else if (call.customer === leg.id) {
    ringOver(w, call, agent, "normal");
    customerGone(w, call, "normal");
  }
  return null;
}

function hangUpInConsult(w: Work, call: Call, stage: Talking): Rejection | null {
  // Whoever leaves a conference leaves the two others to one another.
  if (stage.consult?.phase === "conference") return completeTransfer(w, call, stage);
  if (stage.consult?.phase !== "customer") return endConsult(w, call, stage);
  const customer = customerLeg(call);
  if (customer) hangUp(w, call, customer, "normal");
  if (customer?.role === "agent") ringOver(w, call, customer.party, "normal");
  customerGone(w, call, "normal");
  return null;
}
