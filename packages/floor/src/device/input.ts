import type { Agent } from "../agent/agent.ts";
import { moveDevice } from "../agent/move.ts";
import type { Call } from "../call/call.ts";
import { loseAgent, tryResume } from "../call/reconnect.ts";
import type { DeviceInput } from "../inputs.ts";
import { SILENCE_AFTER } from "../state.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { agentOf, callOf, type Rejection, refuse, type Work } from "../work.ts";
import { isAlive } from "./device.ts";

/** What is heard of an agent's phone, and what it means for the call that the phone is in. */
export function deviceInput(w: Work, input: DeviceInput): Rejection | null {
  const agent = agentOf(w, input.agent);
  if (!agent) return refuse("not_an_agent");
  const call = "call" in agent.state && agent.state.state !== "wrapUp" ? callOf(w, agent.state.call) : undefined;
  switch (input.type) {
    case "device.claimed":
      return claimed(w, agent, call, input.tab, input.takeOver);
    case "device.released":
      if (moveDevice(w, agent, { type: "release", tab: input.tab })) lost(w, agent, call);
      return null;
    case "device.heard": {
      const { tab, microphone, audioUnlocked } = input;
      if (!moveDevice(w, agent, { type: "heard", tab, microphone, audioUnlocked })) return refuse("phone_not_owned");
      if (call) tryResume(w, call);
      return null;
    }
    case "device.registered":
      if (!moveDevice(w, agent, { type: "registered" })) return null;
      cancelTimer(w.state.timers, "agent", agent.id, "silence");
      if (call) tryResume(w, call);
      return null;
    case "device.unregistered":
      if (moveDevice(w, agent, { type: "unregistered" })) lost(w, agent, call);
      return null;
  }
}

/** A page with another tab id cannot hold the old page's call any more: it was reloaded, or took the phone over. */
function claimed(w: Work, agent: Agent, call: Call | undefined, tab: string, takeOver: boolean): Rejection | null {
  const before = agent.device;
  const last = before.state === "unowned" ? before.lastTab : before.tab;
  if (!moveDevice(w, agent, { type: "claim", tab, takeOver })) return refuse("phone_owned_elsewhere");
  if (call && last !== tab) loseAgent(w, call, agent.id, "deviceFailed");
  return null;
}

/** An offer is lost with the registration. A conversation is not: it may outlive a short loss of the socket. */
function lost(w: Work, agent: Agent, call: Call | undefined): void {
  if (!call) return;
  if (agent.state.state === "offered") loseAgent(w, call, agent.id, "unreachable");
  else setTimer(w.state.timers, "agent", agent.id, "silence", w.now + SILENCE_AFTER);
}

/**
 * The phone has been without registration for a while. A page that was heard since then is alive and its media may
 * flow: the conversation goes on until the page falls silent too.
 */
export function silenceOver(w: Work, agent: Agent): void {
  const { device, state } = agent;
  const call = state.state === "inCall" ? callOf(w, state.call) : undefined;
  if (!call || device.state === "registered") return;
  const { heartbeatLimit } = w.state.settings;
  if (device.state === "lost" && isAlive(device, w.now, heartbeatLimit))
    setTimer(w.state.timers, "agent", agent.id, "silence", device.report.heardAt + heartbeatLimit);
  else loseAgent(w, call, agent.id, "networkFailed");
}
