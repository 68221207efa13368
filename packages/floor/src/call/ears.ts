import type { MixEar } from "../effects.ts";
import { cancelTimer } from "../timers.ts";
import type { Work } from "../work.ts";
import type { Call } from "./call.ts";

export function isEar({ mix }: Call, leg: string): boolean {
  return mix?.ears.some((ear) => ear.leg === leg) ?? false;
}

/**
 * The line takes an ear out of the mix by itself when it is bridged or parked, and any leg that ends: it neither hears
 * nor is heard there any more. What is known follows.
 */
export function leaveMix(call: Call, leg: string): void {
  if (!call.mix) return;
  if (!isEar(call, leg) && call.legs[leg]?.state !== "ending") return;
  const others = call.mix.ears.filter((ear) => ear.leg !== leg);
  const ears = others.map((ear) => ({ leg: ear.leg, hears: ear.hears.filter((heard) => heard !== leg) }));
  call.mix = { ...call.mix, ears };
}

export function isSameMix(one: readonly MixEar[], other: readonly MixEar[]): boolean {
  const said = (ears: readonly MixEar[]) => ears.map(({ leg, hears }) => `${leg}<${[...hears].sort()}`).sort();
  return said(one).join() === said(other).join();
}

/** The call is over, and the line lets go of everything. */
export function forgetMix(w: Work, call: Call): void {
  call.mix = null;
  cancelTimer(w.state.timers, "call", call.id, "mix");
}
