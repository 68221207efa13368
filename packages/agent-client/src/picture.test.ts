import type { Change, QueueView, Snapshot } from "@belfry/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextSnapshot } from "./picture.ts";

const queue = (id: string, waiting: number): QueueView => ({
  id,
  name: id,
  waiting,
  longestSince: null,
  available: 0,
  signedIn: 0,
  open: true,
  today: { offered: 0, answered: 0, abandoned: 0 },
});
const EMPTY: Snapshot = { me: null, queues: [], colleagues: [], pauses: [], callCodes: [], automaticCalls: false };

describe("the picture", () => {
  it("takes the next change: members keep their place, new ones come last", () => {
    const before = { ...EMPTY, queues: [queue("a", 1), queue("b", 2)] };
    const changes: Change[] = [
      { part: "queue", value: queue("a", 5) },
      { part: "queue", value: queue("c", 3) },
    ];
    expect(nextSnapshot(before, 7, { seq: 8, changes })?.queues.map(({ id, waiting }) => [id, waiting])).toEqual([
      ["a", 5],
      ["b", 2],
      ["c", 3],
    ]);
    expect(before.queues[0]?.waiting).toBe(1);
    const settings: Change = { part: "settings", value: { ...EMPTY, pauses: [{ id: "l", name: "Lunch" }] } };
    expect(nextSnapshot(before, 8, { seq: 9, changes: [settings] })).toMatchObject({
      queues: [],
      pauses: [{ id: "l" }],
    });
  });

  it("forgets that a colleague's caller is known when that is no longer said", () => {
    const colleague = { id: "a", state: { state: "inCall", since: 1 }, problem: null } as const;
    const before = {
      ...EMPTY,
      colleagues: [{ ...colleague, name: "Anna", extension: "3001", caller: "verified" as const }],
    };
    const after = nextSnapshot(before, 1, { seq: 2, changes: [{ part: "colleague", value: colleague }] });
    expect(after?.colleagues).toEqual([{ ...colleague, name: "Anna", extension: "3001" }]);
  });

  it("knows who supervises whom, on the page of a supervisor", () => {
    const value = { agent: "a", supervisor: "s", name: "Sofie", mode: "listen" } as const;
    const joined: Change = { part: "supervision", agent: "a", value };
    const whispers: Change = { part: "supervision", agent: "a", value: { ...value, mode: "whisper" } };
    const left: Change = { part: "supervision", agent: "a", value: null };
    const after = (...changes: Change[]) => nextSnapshot(EMPTY, 1, { seq: 2, changes })?.supervisions;
    expect(after(joined, whispers)).toEqual([{ ...value, mode: "whisper" }]);
    expect(after(joined, left)).toEqual([]);
  });

  it("is never added to when a message was missed, came twice, or came late", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), (seq, other) => {
        const next = nextSnapshot(EMPTY, seq, { seq: other, changes: [] });
        expect(next === null).toBe(other !== seq + 1);
      }),
    );
  });
});
