import type { Change, QueueView } from "@belfry/contracts";
import type { ChangedEffect } from "@belfry/floor";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DoorDeps } from "../ports.ts";
import { Hub, type Page } from "./hub.ts";

const ORGANISATION = "city";
const QUEUE = "permits";

/** So many that all settings are a long message, of which a turn of the event loop writes only one or two. */
const PAUSES = Array.from({ length: 3_000 }, (_, index) => ({ id: `pause-${index}`, name: "A pause among thousands" }));

/** An office of so many pages on a floor whose one figure is how many wait in its one queue. */
function office(size: number) {
  let waiting = 0;
  let tellFloor: (organisation: string, change: ChangedEffect) => void = () => {};
  let tellDirectory: (organisation: string) => void = () => {};
  const view = (): QueueView => ({
    id: QUEUE,
    name: "Permits",
    open: true,
    waiting,
    longestSince: null,
    available: 0,
    signedIn: 0,
    today: { offered: 0, answered: 0, abandoned: 0 },
  });
  const floor = {
    onChanged: (listener: typeof tellFloor) => {
      tellFloor = listener;
      return () => {};
    },
    agentView: () => null,
    colleagueView: () => null,
    maskedView: () => null,
    supervisionView: () => null,
    queueView: view,
  };
  const directory = {
    onChanged: (listener: typeof tellDirectory) => {
      tellDirectory = listener;
      return () => {};
    },
    snapshot: () => ({ queues: [{ id: QUEUE }], people: [], pauses: PAUSES, callCodes: [] }),
  };
  // Ports of the hub that this office has no use for are left out.
  const hub = new Hub({ floor, directory } as unknown as Pick<DoorDeps, "directory" | "floor">);
  onTestFinished(() => hub.close());
  const heard = Array.from({ length: size }, (): Change[] => []);
  heard.forEach((changes, index) => {
    const page: Page = {
      organisation: ORGANISATION,
      person: `person-${index}`,
      agent: () => null,
      supervises: () => false,
      send: (text) => void changes.push(...JSON.parse(text)),
    };
    hub.add(page);
  });
  return {
    heard,
    queue(count: number) {
      waiting = count;
      tellFloor(ORGANISATION, { type: "changed.queue", queue: QUEUE });
    },
    settings: () => tellDirectory(ORGANISATION),
    /** Turns of the event loop, until this holds. */
    async until(holds: () => boolean) {
      while (!holds()) await new Promise((resolve) => setTimeout(resolve, 1));
    },
  };
}

/** How many wait, as the page that heard this shows it. */
function shown(changes: readonly Change[]): number | undefined {
  return changes
    .flatMap((change) => {
      if (change.part === "queue") return [change.value.waiting];
      return change.part === "settings" ? change.value.queues.map((queue) => queue.waiting) : [];
    })
    .at(-1);
}

describe("the hub", () => {
  it("tells every page what is newest last, also when all is told anew meanwhile", async () => {
    const city = office(100);
    city.settings();
    await city.until(() => city.heard.some((changes) => changes.length > 0));
    expect(city.heard.some((changes) => changes.length === 0)).toBe(true);
    city.queue(7);
    await city.until(() => city.heard.every((changes) => changes.length > 1));
    expect(new Set(city.heard.map(shown))).toEqual(new Set([7]));
  });

  it("tells once what changes several times in one turn, as it is at last", async () => {
    const city = office(2);
    city.queue(1);
    await city.until(() => city.heard.every((changes) => changes.length === 1));
    for (const count of [2, 3, 4]) city.queue(count);
    await city.until(() => city.heard.every((changes) => changes.length > 1));
    expect(city.heard.map((changes) => changes.length)).toEqual([2, 2]);
    expect(city.heard.map(shown)).toEqual([4, 4]);
  });
});
