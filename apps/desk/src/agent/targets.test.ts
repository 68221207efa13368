import type { QueueView } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import type { ColleagueCard } from "../desk/desk-view.ts";
import { findTargets } from "./targets.ts";

function colleague(id: string, name: string, extension: string, reachable: boolean): ColleagueCard {
  const state = { tone: "available" as const, label: "", since: 0, pending: null, explanation: null };
  return { id, name, extension, state, problem: null, reachable, caller: null };
}
const people = [colleague("a", "Bram Jansen", "3002", false), colleague("b", "Chloé Bakker", "3003", true)];
const queues: QueueView[] = [
  {
    id: "q",
    name: "Bread",
    waiting: 0,
    longestSince: null,
    available: 0,
    signedIn: 0,
    open: true,
    today: { offered: 0, answered: 0, abandoned: 0 },
  },
];
const keys = (text: string): string[] => findTargets(text, people, queues).map((one) => one.key);

describe("targets of a transfer", () => {
  it("are found by name or extension, those who can take a call first", () => {
    expect(keys("b")).toEqual(["b", "a", "q"]);
    expect(keys("300")).toEqual(["b", "a", "300"]);
  });

  it("offer a number that is typed in any national form", () => {
    expect(findTargets("020 123 4567", people, queues).at(-1)?.target).toEqual({
      kind: "number",
      number: "020 123 4567",
    });
    expect(findTargets("+33 (0)1 42", people, queues).at(-1)?.target.kind).toBe("number");
  });

  it("do not offer a colleague's extension as an outside number too", () => {
    expect(keys("3002")).toEqual(["a"]);
  });

  it("offer no number for words", () => {
    expect(keys("zz")).toEqual([]);
  });
});
