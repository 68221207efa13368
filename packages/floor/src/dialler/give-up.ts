import { announce } from "../call/announce.ts";
import type { Call } from "../call/call.ts";
import { note, type Work } from "../work.ts";

/** Nobody is free: the person hears so, and the call counts as abandoned. */
export function giveUp(w: Work, call: Call): void {
  note(w, call, "nobodyInTime");
  announce(w, call, "wrong-moment", "abandoned");
}
