import { absentAt } from "./agent/absence.ts";
import { moveAgent, refreshIdle } from "./agent/move.ts";
import { wrapUpOver } from "./agent/wrap-up.ts";
import { bridgeFailed, legTimeout, sentenceOver } from "./call/line.ts";
import { mixFailed } from "./call/mix.ts";
import { graceOver, tryResume } from "./call/reconnect.ts";
import { deviceProblem } from "./device/device.ts";
import { silenceOver } from "./device/input.ts";
import { detected } from "./dialler/attempt.ts";
import { callBackDue } from "./dialler/call-back.ts";
import { patienceOver } from "./dialler/connect.ts";
import { previewOver } from "./dialler/preview.ts";
import { holdOver } from "./dialler/trunk.ts";
import { askAgain, campaignOfId } from "./dialler/window.ts";
import { lookAtDay, lookAtHours } from "./floor-settings.ts";
import { codeTimeout, identifyingOver } from "./identify/identify.ts";
import { lateCodePause } from "./identify/late-code.ts";
import { forgetVisit } from "./identify/visit.ts";
import { callbackExpired } from "./queue/callback.ts";
import { desertedCalls } from "./queue/staffing.ts";
import { announcePosition, waitedForNobody, waitedTooLong } from "./queue/wait.ts";
import { route } from "./routing/destination.ts";
import { type Timer, takeDue } from "./timers.ts";
import { agentOf, callOf, queueOf, type Work } from "./work.ts";

/** Carries out every alarm that is due. */
export function ring(w: Work): void {
  for (let timer = takeDue(w.state.timers, w.now); timer; timer = takeDue(w.state.timers, w.now)) {
    if (timer.kind === "call") callTimer(w, timer);
    else if (timer.kind === "agent") agentTimer(w, timer);
    else if (timer.kind === "queue") queueTimer(w, timer);
    else if (timer.kind === "campaign") campaignTimer(w, timer);
    else if (timer.kind === "callBack") callBackDue(w, timer.id);
    else if (timer.kind === "visit") forgetVisit(w, timer.id);
    else lookAtDay(w);
  }
}

function callTimer(w: Work, timer: Timer): void {
  const call = callOf(w, timer.id);
  if (!call) return;
  const colon = timer.name.indexOf(":");
  const subject = timer.name.slice(colon + 1);
  switch (colon < 0 ? timer.name : timer.name.slice(0, colon)) {
    case "leg":
      legTimeout(w, call, subject);
      return;
    case "spared":
      w.freshAgents.add(subject);
      return;
    case "bridge":
      bridgeFailed(w, call);
      return;
    case "mix":
      if (call.mix) mixFailed(w, call, call.mix.number);
      return;
    case "announce":
      announcePosition(w, call);
      return;
    case "maxWait": {
      const onward = waitedTooLong(w, call);
      if (onward) route(w, call, onward.destination, onward.told);
      return;
    }
    case "grace":
      graceOver(w, call);
      return;
    case "retry":
      tryResume(w, call);
      return;
    case "said":
      sentenceOver(w, call);
      return;
    case "patience":
      patienceOver(w, call);
      return;
    case "detect":
      detected(w, call, "unknown");
      return;
    case "expiry":
      callbackExpired(w, call);
      return;
    case "code":
      codeTimeout(w, call);
      return;
    case "lateCode":
      lateCodePause(w, call);
      return;
    case "identify":
      identifyingOver(w, call);
  }
}

function queueTimer(w: Work, timer: Timer): void {
  if (timer.name === "hours") {
    lookAtHours(w, timer.id);
    return;
  }
  const queue = queueOf(w, timer.id);
  for (const id of queue ? desertedCalls(w.state, queue) : []) {
    const call = callOf(w, id);
    const onward = call ? waitedForNobody(w, call) : null;
    if (call && onward) route(w, call, onward.destination, onward.told);
  }
}

/** A question is asked again that was not answered, contacts are due, or it is time to look at the pace. */
function campaignTimer(w: Work, timer: Timer): void {
  const campaign = campaignOfId(w, timer.id);
  if (campaign && timer.name === "trunk") holdOver(w, campaign);
  else if (campaign && timer.name !== "pace") askAgain(w, campaign);
  w.freshCampaigns.add(timer.id);
}

function agentTimer(w: Work, timer: Timer): void {
  const agent = agentOf(w, timer.id);
  if (!agent) return;
  switch (timer.name) {
    case "wrapUp":
      wrapUpOver(w, agent);
      return;
    case "silence":
      silenceOver(w, agent);
      return;
    case "preview":
      previewOver(w, agent);
      return;
    case "absent": {
      const at = absentAt(agent, w.now, w.state.settings.heartbeatLimit);
      if (at !== null && at <= w.now) moveAgent(w, agent.id, { type: "signOut" });
      else refreshIdle(w, agent);
      return;
    }
    case "suspect":
      w.changedAgents.add(agent.id);
      refreshIdle(w, agent);
      return;
    case "heard":
      if (deviceProblem(agent.device, w.now, w.state.settings.heartbeatLimit) === "notHeard")
        w.changedAgents.add(agent.id);
      // Also sets the alarm for the next heartbeat that may be missed.
      refreshIdle(w, agent);
  }
}
