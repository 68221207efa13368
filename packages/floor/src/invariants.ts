import type { Agent } from "./agent/agent.ts";
import type { Call } from "./call/call.ts";
import { isEar, isSameMix } from "./call/ears.ts";
import { liveLeg } from "./call/legs.ts";
import { wantedMix } from "./call/mix.ts";
import { agentsOf } from "./call/move.ts";
import { numberOf } from "./call/parties.ts";
import { isSame, wantedEars } from "./call/record.ts";
import { deviceProblem } from "./device/device.ts";
import { checkCampaign } from "./dialler/invariants.ts";
import { isUrgent } from "./dialler/milestones.ts";
import { hasIdle, placeIndex } from "./queue/queue.ts";
import { desertedCalls } from "./queue/staffing.ts";
import { isSpared } from "./routing/spared.ts";
import type { FloorState } from "./state.ts";
import { type Timer, timerAt, timerKey } from "./timers.ts";
import { own } from "./work.ts";

/**
 * What must hold after every step, in sentences that say what does not. Empty: all is well. It reads the whole state;
 * after one step the parts that the step touched are enough (`checkCall`, `checkAgent`, `checkQueue`).
 */
export function checkInvariants(state: FloorState): string[] {
  const found: string[] = [];
  for (const call of Object.values(state.calls)) found.push(...checkCall(state, call.id));
  for (const agent of Object.values(state.agents)) found.push(...checkAgent(state, agent.id));
  for (const queue of Object.keys(state.queues)) found.push(...checkQueue(state, queue), ...recount(state, queue));
  for (const campaign of Object.keys(state.campaigns)) found.push(...checkCampaign(state, campaign));
  for (const visit of Object.keys(state.visits)) found.push(...checkVisit(state, visit));
  return [...found, ...checkLegs(state), ...checkParties(state), ...checkTimers(state)];
}

/** A visit is forgotten at its time, and its page shows the call as it is. */
export function checkVisit(state: FloorState, visit: string): string[] {
  const known = own(state.visits, visit);
  const isInLine = Object.hasOwn(state.visitsInLine, visit);
  if (!known) return isInLine ? [`visit ${visit}: is forgotten and stands in line`] : [];
  const problems: string[] = [];
  const { until, view } = known;
  if (isInLine !== (view.place !== null)) problems.push(`visit ${visit}: nobody watches its place`);
  if (timerAt(state.timers, "visit", visit, "until") !== until) problems.push(`visit ${visit}: is never forgotten`);
  const call = own(state.calls, view.call);
  const isCall = call !== undefined && call.stage.at !== "ended" && !call.customerLeft;
  if (isCall === (view.phase === "ended")) problems.push(`visit ${visit}: ${view.phase} is not what its call is`);
  const place = call?.stage.at === "waiting" ? call.place : null;
  const queue = place && call?.queue ? own(state.queues, call.queue) : undefined;
  const inLine = place && queue ? placeIndex(queue, place.since, place.seq) + 1 : null;
  if (isCall && view.place !== inLine) problems.push(`visit ${visit}: is told place ${view.place}, not ${inLine}`);
  return problems;
}

/** The index of outside numbers is what the legs say. */
function checkParties(state: FloorState): string[] {
  const counts = new Map<string, number>();
  for (const call of Object.values(state.calls))
    for (const leg of Object.values(call.legs)) {
      const number = numberOf(leg);
      if (number !== null) counts.set(number, (counts.get(number) ?? 0) + 1);
    }
  const holds = ([number, count]: readonly [string, number]) => counts.get(number) === count;
  const kept = Object.entries(state.parties);
  return kept.length === counts.size && kept.every(holds) ? [] : ["the index of outside numbers is wrong"];
}

/** Every live call has somebody to wait for, and an alarm wherever that somebody may stay silent. */
export function checkCall(state: FloorState, id: string): string[] {
  const call = own(state.calls, id);
  if (!call) return [];
  const problems: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) problems.push(`call ${id} (${call.stage.at}): ${what}`);
  };
  const alarm = (name: string) => timerAt(state.timers, "call", id, name) !== null;
  for (const leg of Object.values(call.legs))
    must(leg.state === "up" || alarm(`leg:${leg.id}`), `leg ${leg.id} is ${leg.state} without an alarm`);
  if (call.stage.at === "ended") {
    must(Object.keys(call.legs).length > 0, "is over and still here");
    for (const leg of Object.values(call.legs)) must(leg.state === "ending", `leg ${leg.id} outlives the call`);
    return problems;
  }
  for (const agent of agentsOf(call)) {
    const held = own(state.agents, agent)?.state;
    must(held !== undefined && "call" in held && held.call === id, `agent ${agent} knows nothing of it`);
  }
  if (call.bridge) {
    must(call.bridge.up || alarm(call.bridge.mixed ? "mix" : "bridge"), "waits for a bridge without an alarm");
    for (const leg of [call.bridge.a, call.bridge.b]) must(liveLeg(call, leg)?.state === "up", `bridges ${leg}`);
  }
  for (const agent of call.muted) must(agentsOf(call).includes(agent), `keeps ${agent} silent, who is not in it`);
  const { recording } = call;
  if (recording && recording.state !== "failed") {
    const { stage, recordingChoice: choice } = call;
    const setting = call.queue === null ? undefined : own(state.settings.queues, call.queue)?.recording;
    const written = recording.hears !== null;
    must(!written || (setting !== undefined && setting !== "off"), "is recorded though its queue is not");
    const customer = call.customer === null ? undefined : own(call.legs, call.customer);
    must(!written || (customer?.role !== "agent" && !call.customerLeft), "is recorded without its customer");
    must(!written || (stage.at === "talking" && !stage.held), "is recorded while nobody talks with the customer");
    const paused = stage.at === "talking" && choice?.agent === stage.agent && !choice.on;
    must(!written || !paused, "is recorded while paused");
    must(isSame(recording.hears, wantedEars({ state }, call)), "is recorded with the wrong ears");
  } else must(recording !== null || wantedEars({ state }, call) === null, "is not recorded");
  const typed = call.code !== null && call.code.entered !== "";
  must(!typed || alarm("code") || alarm("lateCode"), "keeps a code that nobody finishes");
  const { verification } = call;
  const isTyped = call.code !== null && verification?.kind !== "verified" && verification?.kind !== "forgotten";
  must(!isTyped || call.answeredAt !== null || call.digits === "", "shows what is typed of a code");
  const visit = verification?.kind === "verified" ? own(state.visits, verification.visit) : null;
  must(visit === null || visit?.view.call === id, "knows who calls by a visit that is not its own");
  checkMix(state, call, must, alarm);
  checkStage(state, call, must, alarm);
  return problems;
}

/** Who hears whom by a mix is what it should be, and a supervisor is there for an agent who is. */
function checkMix(
  state: FloorState,
  call: Call,
  must: (holds: boolean, what: string) => void,
  alarm: (name: string) => boolean,
): void {
  const { supervision, mix, bridge } = call;
  if (supervision) {
    const { supervisor, agent, leg } = supervision;
    const isIn = (id: string) => {
      const held = own(state.agents, id)?.state;
      return held?.state === "inCall" && held.call === call.id;
    };
    must(supervisor !== agent && isIn(supervisor), `${supervisor} supervises and is not in it`);
    must(isIn(agent), `${supervisor} supervises ${agent}, who is not in it`);
    must(liveLeg(call, leg)?.party === supervisor, `${supervisor} supervises without a leg`);
  }
  must(isSameMix(mix?.ears ?? [], wantedMix(call)), "is mixed otherwise than it should be");
  must(mix === null || mix.up || alarm("mix"), "waits for a mix without an alarm");
  if (bridge) must(bridge.mixed === isEar(call, bridge.a), "does not know what carries its bridge");
}

function checkStage(
  state: FloorState,
  call: Call,
  must: (holds: boolean, what: string) => void,
  alarm: (name: string) => boolean,
): void {
  const { stage } = call;
  const customer = liveLeg(call, call.customer);
  const leg = "leg" in stage ? liveLeg(call, stage.leg) : null;
  const agent = "agent" in stage ? own(state.agents, stage.agent)?.state.state : null;
  const pendingCallback = call.callback !== null && call.customer === null;
  switch (stage.at) {
    case "routing":
      must(false, "stands nowhere");
      return;
    case "waiting": {
      const queue = call.queue === null ? undefined : own(state.queues, call.queue);
      if (isUrgent(call)) {
        must(queue?.contacts.includes(call.id) === true && alarm("patience"), "was called and is forgotten");
        must(customer?.state === "up", "waits for nobody");
        return;
      }
      const place = queue && call.place && queue.waiting[placeIndex(queue, call.place.since, call.place.seq)];
      must(place?.call === call.id, "is not in its place in the queue");
      must(pendingCallback ? alarm("expiry") : customer !== null, "waits for nobody");
      return;
    }
    case "offered":
      must(agent === "offered" && leg !== null, "has no agent who is rung");
      must(pendingCallback || customer !== null, "has no customer");
      return;
    case "connecting":
      must(agent === "inCall" && leg?.state === "up", "has no agent");
      must(customer !== null && (customer.state === "up" ? call.bridge !== null : true), "is not being joined");
      return;
    case "talking": {
      must(agent === "inCall" && leg?.state === "up", "has no agent");
      must(customer?.state === "up", "has no customer");
      const heard =
        stage.held || stage.consult?.phase === "calling"
          ? null
          : stage.consult?.phase === "target"
            ? stage.consult.leg
            : call.customer;
      const partner =
        call.bridge?.a === stage.leg ? call.bridge.b : call.bridge?.b === stage.leg ? call.bridge.a : null;
      must(partner === heard, `the agent hears ${partner} and should hear ${heard}`);
      if (stage.consult) must(liveLeg(call, stage.consult.leg) !== null, "consults nobody");
      return;
    }
    case "reconnecting":
      must(agent === "inCall" && alarm("grace"), "waits for an agent without end");
      must(customer !== null, "has no customer");
      return;
    case "dialling":
      must(agent === "inCall" && leg !== null, "has no agent");
      must(stage.step === "agent" || (stage.step === "telling" ? alarm("said") : customer !== null), "rings nobody");
      return;
    case "forwarding":
    case "forwarded":
      must(leg !== null && customer !== null, "lacks an end");
      return;
    case "contacting":
      must(customer !== null && call.contact?.automatic === true, "calls nobody");
      must(stage.step === "ringing" || alarm("detect"), "listens without end");
      return;
    case "identifying":
      must(alarm("code") && alarm("identify") && customer !== null && call.code !== null, "asks without end");
      must(stage.step === "telling" ? call.verification !== null : call.verification === null, "asks who is known");
      return;
    case "informing":
    case "announcing":
      must(alarm("said") && customer !== null, "speaks to nobody");
  }
}

/** An agent's own idea of the call agrees with the call's, and the idle lists agree with both. */
export function checkAgent(state: FloorState, id: string): string[] {
  const agent = own(state.agents, id);
  if (!agent) return [];
  const problems: string[] = [];
  const must = (holds: boolean, what: string) => {
    if (!holds) problems.push(`agent ${id} (${agent.state.state}): ${what}`);
  };
  const { state: now, device } = agent;
  if (now.state === "offered" || now.state === "inCall") {
    const call = own(state.calls, now.call);
    must(
      call !== undefined && call.stage.at !== "ended" && agentsOf(call).includes(id),
      "is in a call that is not theirs",
    );
  }
  if (now.state === "wrapUp") {
    must(timerAt(state.timers, "agent", id, "wrapUp") === now.until, "is in wrap-up without an alarm");
    must(now.visit === null || own(state.visits, now.visit.visit) !== undefined, "knows of a visit that is forgotten");
  }
  must(!agent.removed || now.state === "inCall", "is removed and not gone");
  must(!agent.autoCalls || now.state !== "signedOut", "is signed out and takes automatic calls");
  if (agent.preview) {
    must(agent.autoCalls && agent.idle !== null, "is shown a contact and cannot call");
    must(timerAt(state.timers, "agent", id, "preview") !== null, "is shown a contact for ever");
  }
  const reachable = deviceProblem(device, state.now, state.settings.heartbeatLimit) === null;
  const idle = now.state === "available" && reachable && !agent.removed ? now.since : null;
  must(agent.idle === idle, `idle since ${agent.idle}, not ${idle}`);
  if (reachable) must(timerAt(state.timers, "agent", id, "heard") !== null, "nobody watches the heartbeat");
  for (const queue of agent.queues)
    must(isListed(state, queue, agent) === (idle !== null), `listed wrongly in ${queue}`);
  if (now.state === "inCall" && device.state !== "registered") checkLost(state, agent, must);
  return problems;
}

/** A phone that is lost in mid-call is waited for with an alarm. */
function checkLost(state: FloorState, agent: Agent, must: (holds: boolean, what: string) => void): void {
  const call = "call" in agent.state ? own(state.calls, agent.state.call) : undefined;
  const waited = call?.stage.at === "reconnecting" && call.stage.agent === agent.id;
  must(waited || timerAt(state.timers, "agent", agent.id, "silence") !== null, "is lost and nobody notices");
}

function isListed(state: FloorState, queue: string, agent: Agent): boolean {
  const list = own(state.queues, queue);
  return list !== undefined && agent.idle !== null && hasIdle(list, agent.id, agent.idle);
}

/** First come first served: in order, and nobody waits while somebody who may take the call is idle. */
export function checkQueue(state: FloorState, id: string): string[] {
  const queue = own(state.queues, id);
  if (!queue) return [];
  const problems: string[] = [];
  if (desertedCalls(state, queue).length > 0 && timerAt(state.timers, "queue", id, "deserted") === null)
    problems.push(`queue ${id}: somebody waits where nobody can come`);
  for (const contact of queue.contacts) {
    const call = own(state.calls, contact);
    if (call?.stage.at !== "waiting" || !isUrgent(call) || call.queue !== id)
      problems.push(`queue ${id}: ${contact} does not wait for an agent`);
    for (const idle of queue.idle)
      if (call && own(state.agents, idle.agent)?.autoCalls && !isSpared(call, idle.agent, state.now))
        problems.push(`queue ${id}: ${contact} was called and waits while ${idle.agent} is idle`);
  }
  queue.waiting.forEach((place, index) => {
    const before = queue.waiting[index - 1];
    if (before && (before.since > place.since || (before.since === place.since && before.seq >= place.seq)))
      problems.push(`queue ${id}: ${place.call} stands before its turn`);
    const call = own(state.calls, place.call);
    if (call?.stage.at !== "waiting" || call.queue !== id) problems.push(`queue ${id}: ${place.call} does not wait`);
    for (const idle of queue.idle)
      if (call && !isSpared(call, idle.agent, state.now))
        problems.push(`queue ${id}: ${place.call} waits while ${idle.agent} is idle`);
  });
  queue.idle.forEach((each, index) => {
    const before = queue.idle[index - 1];
    if (before && before.since > each.since) problems.push(`queue ${id}: ${each.agent} is out of order`);
  });
  return problems;
}

function recount(state: FloorState, id: string): string[] {
  const queue = own(state.queues, id);
  if (!queue) return [];
  const agents = Object.values(state.agents).filter((agent) => agent.queues.includes(id));
  const signedIn = agents.filter((agent) => agent.state.state !== "signedOut").length;
  const idle = agents.filter((agent) => agent.idle !== null).length;
  const problems: string[] = [];
  if (signedIn !== queue.signedIn) problems.push(`queue ${id}: counts ${queue.signedIn} signed in, not ${signedIn}`);
  if (idle !== queue.idle.length) problems.push(`queue ${id}: lists ${queue.idle.length} idle, not ${idle}`);
  return problems;
}

/** Every leg is in exactly one call. */
function checkLegs(state: FloorState): string[] {
  const seen = new Set<string>();
  const problems: string[] = [];
  for (const call of Object.values(state.calls))
    for (const leg of Object.keys(call.legs)) {
      if (seen.has(leg)) problems.push(`leg ${leg} is in two calls`);
      seen.add(leg);
    }
  return problems;
}

function checkTimers(state: FloorState): string[] {
  const { heap, index } = state.timers;
  const problems: string[] = [];
  if (Object.keys(index).length !== heap.length)
    problems.push("the index of the timers has another size than the heap");
  heap.forEach((timer, position) => {
    const parent = heap[(position - 1) >> 1];
    if (position > 0 && parent && parent.at > timer.at) problems.push(`timer ${position} is out of order`);
    if (index[timerKey(timer.kind, timer.id, timer.name)] !== position) problems.push(`timer ${position} is lost`);
    if (timer.at <= state.now) problems.push(`timer ${timer.kind}/${timer.name} should have rung`);
    if (!belongs(state, timer)) problems.push(`timer ${timerKey(timer.kind, timer.id, timer.name)} belongs to nobody`);
  });
  return problems;
}

function belongs(state: FloorState, timer: Timer): boolean {
  if (timer.kind === "call") return Object.hasOwn(state.calls, timer.id);
  if (timer.kind === "agent") return Object.hasOwn(state.agents, timer.id);
  if (timer.kind === "campaign") return Object.hasOwn(state.campaigns, timer.id);
  if (timer.kind === "visit") return Object.hasOwn(state.visits, timer.id);
  if (timer.kind === "callBack") return Object.hasOwn(state.callBacks, timer.id);
  return timer.kind === "floor" || Object.hasOwn(state.queues, timer.id);
}
