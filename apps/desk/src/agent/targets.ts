import type { QueueView, TransferTarget } from "@belfry/contracts";
import type { ColleagueCard } from "../desk/desk-view.ts";

/** Somebody or something that a call can be sent to. */
export interface Target {
  readonly key: string;
  readonly target: TransferTarget;
  readonly name: string;
  readonly colleague: ColleagueCard | null;
  readonly queue: QueueView | null;
}

const SHOWN = 6;
/** What may be a number: digits with the usual separators; the door decides whether it can be dialled. */
const NUMBER = /^\+?[\d\s().-]{2,}$/;

/** Colleagues by name or extension, queues by name, and the text itself when it may be a number. */
export function findTargets(
  text: string,
  colleagues: readonly ColleagueCard[],
  queues: readonly QueueView[],
): readonly Target[] {
  const wanted = text.trim().toLowerCase();
  const people = colleagues
    .filter((one) => one.name.toLowerCase().includes(wanted) || one.extension.startsWith(wanted))
    .sort((a, b) => Number(b.reachable) - Number(a.reachable))
    .map(
      (one): Target => ({
        key: one.id,
        target: { kind: "agent", agent: one.id },
        name: one.name,
        colleague: one,
        queue: null,
      }),
    );
  const places = queues
    .filter((one) => one.name.toLowerCase().includes(wanted))
    .map(
      (one): Target => ({
        key: one.id,
        target: { kind: "queue", queue: one.id },
        name: one.name,
        colleague: null,
        queue: one,
      }),
    );
  const found = [...people, ...places].slice(0, SHOWN);
  if (NUMBER.test(text.trim()) && !people.some((one) => one.colleague?.extension === wanted)) {
    const number = text.trim();
    found.push({ key: number, target: { kind: "number", number }, name: number, colleague: null, queue: null });
  }
  return found;
}
