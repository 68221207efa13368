import type { MixEar } from "../effects.ts";
import { cancelTimer } from "../timers.ts";
import type { Work } from "../work.ts";
import type { Call, Mix } from "./call.ts";

export function isEar({ mix }: Call, leg: string): boolean {
  return mix?.ears.some((ear) => ear.leg === leg) ?? false;
}

/**
 * The line takes an ear out of the mix by itself when it is bridged or parked, and any leg that ends: it neither hears
 * nor is heard there any more. What is known follows.
 */
export function leaveMix(w: Work, call: Call, leg: string): void {
  if (!call.mix) return;
  if (!isEar(call, leg) && call.legs[leg]?.state !== "ending") return;
  const others = call.mix.ears.filter((ear) => ear.leg !== leg);
  const ears = others.map((ear) => ({ leg: ear.leg, hears: ear.hears.filter((heard) => heard !== leg) }));
  setMix(w, call, { ...call.mix, ears });
}

/** The phone of whoever begins to hear a mix, or ceases to, has to know; nobody else is told of it. */
export function setMix(w: Work, call: Call, mix: Mix | null): void {
  const before = call.mix?.ears ?? [];
  call.mix = mix;
  const isIn = (ears: readonly MixEar[], leg: string) => ears.some((ear) => ear.leg === leg);
  for (const { leg } of [...before, ...(mix?.ears ?? [])]) {
    const ear = call.legs[leg];
    if (ear?.role === "agent" && isIn(before, leg) !== isEar(call, leg)) w.changedAgents.add(ear.party);
  }
}

export function isSameMix(one: readonly MixEar[], other: readonly MixEar[]): boolean {
  const said = (ears: readonly MixEar[]) => ears.map(({ leg, hears }) => `${leg}<${[...hears].sort()}`).sort();
  return said(one).join() === said(other).join();
}

/** The call is over, and the line lets go of everything. */
export function forgetMix(w: Work, call: Call): void {
  if (call.mix === null) return;
  setMix(w, call, null);
  cancelTimer(w.state.timers, "call", call.id, "mix");
}
