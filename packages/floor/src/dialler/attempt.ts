import type { LegCause } from "@belfry/contracts";
import { newCall } from "../call/arrive.ts";
import type { Call } from "../call/call.ts";
import { callNumber } from "../call/legs.ts";
import { customerLeg, endCall, moveCall } from "../call/move.ts";
import { outcomeOf } from "../call/outcome.ts";
import type { LineInput } from "../inputs.ts";
import type { CampaignSettings } from "../settings.ts";
import { cancelTimer, setTimer } from "../timers.ts";
import { callOf, note, type Work } from "../work.ts";
import { type Campaign, called } from "./campaign.ts";
import { personThere } from "./connect.ts";
import type { Contact } from "./contact.ts";
import { answeredAfter } from "./milestones.ts";
import { outcomeOfLeg } from "./retry.ts";
import { gotThrough } from "./trunk.ts";
import { campaignOfId, campaignSettings, giveBack } from "./window.ts";

/** How long the line may listen to find out who answered. */
export const DETECT_TIMEOUT = 3_500;
/** A contact whose call cannot be made for a reason of ours is tried again after this. */
const TROUBLE = 60_000;

/** Calls a contact; an agent comes in when a person answers. */
export function dialContact(w: Work, campaign: Campaign, settings: CampaignSettings, contact: Contact): void {
  const id = contact.call;
  if (callOf(w, id)) {
    giveBack(w, campaign.id, [contact], w.now + TROUBLE);
    return;
  }
  const call = newCall(w, id, "outbound", null, null, contact.number);
  call.queue = settings.queue;
  call.contact = called(campaign.id, settings, contact, true);
  note(w, call, "contactDialled", { campaign: settings.name, number: contact.number });
  const { leg } = callNumber(w, call, null, contact.number, settings.ringTimeout);
  call.customer = leg?.id ?? null;
  moveCall(w, call, { at: "contacting", step: "ringing" });
  campaign.dialling[id] = w.now;
  // The limits are asked before: nothing refuses the number here.
  if (!leg) endCall(w, call, "unreachable");
}

/** Somebody answered, or something. An agent is connected only after the verdict, where one is asked for. */
export function contactAnswered(w: Work, call: Call): void {
  const leg = customerLeg(call);
  if (!call.contact || !leg) return;
  const campaign = campaignOfId(w, call.contact.campaign);
  if (campaign) gotThrough(w, campaign);
  call.contact.pickedUpAt = w.now;
  if (!campaignSettings(w, call.contact.campaign)?.detectMachines) {
    personThere(w, call, call.contact);
    return;
  }
  moveCall(w, call, { at: "contacting", step: "detecting" });
  w.effects.push({ type: "leg.detect", call: call.id, leg: leg.id, timeout: DETECT_TIMEOUT });
  setTimer(w.state.timers, "call", call.id, "detect", w.now + DETECT_TIMEOUT + 1_000);
}

/** The verdict; a line that has none, or says nothing, leaves it at a person. */
export function detected(w: Work, call: Call, who: Extract<LineInput, { type: "leg.detected" }>["who"]): void {
  const { stage, contact } = call;
  if (!contact || stage.at !== "contacting" || stage.step !== "detecting") return;
  cancelTimer(w.state.timers, "call", call.id, "detect");
  if (who !== "machine") {
    personThere(w, call, contact);
    return;
  }
  note(w, call, "machineAnswered");
  contact.outcome = "answeringMachine";
  endCall(w, call, "answeringMachine");
}

/** The contact's leg is gone before an agent was looked for. Who hangs up while we listen counts as a person. */
export function contactMissed(w: Work, call: Call, cause: LegCause): void {
  const { stage, contact } = call;
  if (!contact || stage.at !== "contacting") return;
  if (stage.step === "detecting") {
    answeredAfter(w, call, contact);
    contact.personAt = w.now;
    endCall(w, call, "abandoned");
    return;
  }
  contact.outcome = outcomeOfLeg(cause);
  call.lastFailure = cause;
  endCall(w, call, cause === "cancelled" ? "missed" : outcomeOf(cause));
}
