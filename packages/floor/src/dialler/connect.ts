import type { Call } from "../call/call.ts";
import { wait } from "../queue/wait.ts";
import { setTimer } from "../timers.ts";
import { note, queueOf, queueSettings, type Work } from "../work.ts";
import type { CalledContact } from "./campaign.ts";
import { giveUp } from "./give-up.ts";
import { answeredAfter, isUrgent } from "./milestones.ts";

/** Finding out who answered may lengthen the silence by so much and no more. */
const DETECTING = 2_000;

/** A person answered: an agent is wanted at once, and no later than the campaign's patience. */
export function personThere(w: Work, call: Call, contact: CalledContact): void {
  answeredAfter(w, call, contact);
  contact.personAt = w.now;
  note(w, call, "personAnswered");
  call.place = { since: w.now, seq: ++w.state.seq };
  setTimer(w.state.timers, "call", call.id, "patience", deadline(contact, w.now));
  const settings = queueSettings(w, call.queue);
  if (call.queue && settings && queueOf(w, call.queue)) wait(w, call, call.queue, settings);
  else giveUp(w, call);
}

/** Counted from the verdict where one is asked for; for the person it is one silence from the moment of the answer. */
function deadline({ patience, pickedUpAt }: CalledContact, now: number): number {
  return Math.max(Math.min(now, (pickedUpAt ?? now) + DETECTING) + patience, now + 1);
}

/** An agent who is being connected at this moment is waited for: cutting them off would help nobody. */
export function patienceOver(w: Work, call: Call): void {
  if (call.stage.at === "waiting" && isUrgent(call)) giveUp(w, call);
}
