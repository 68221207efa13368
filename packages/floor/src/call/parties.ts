import type { FloorState } from "../state.ts";
import { own } from "../work.ts";
import type { Leg } from "./call.ts";

/** The number of an outside party's leg; null: an agent's, or somebody who hides it. */
export const numberOf = ({ role, party }: Leg): string | null => (role === "agent" || party === "" ? null : party);

/** Keeps count of the legs of each outside number. */
export function countParty({ parties }: FloorState, leg: Leg, change: 1 | -1): void {
  const number = numberOf(leg);
  if (number === null) return;
  const count = (own(parties, number) ?? 0) + change;
  if (count > 0) parties[number] = count;
  else delete parties[number];
}

/** Whether the organisation calls this number at this moment, or is called from it. */
export function isInCall({ parties }: FloorState, number: string): boolean {
  return Object.hasOwn(parties, number);
}
