import { announce } from "../call/announce.ts";
import type { Call } from "../call/call.ts";
import { endCall } from "../call/move.ts";
import { note, type Work } from "../work.ts";
import type { CalledContact } from "./campaign.ts";

/** Calls whose agent's own phone still rings are not made after all; the contact goes back. */
export function callOff(w: Work, isOff: (contact: CalledContact) => boolean): void {
  for (const call of Object.values(w.state.calls)) {
    const { contact, stage } = call;
    if (contact && !contact.dialled && stage.at !== "ended" && isOff(contact)) endCall(w, call, "unreachable");
  }
}

/** Nobody is free: the person hears so, and the call counts as abandoned. */
export function giveUp(w: Work, call: Call): void {
  note(w, call, "nobodyInTime");
  announce(w, call, "wrong-moment", "abandoned");
}
