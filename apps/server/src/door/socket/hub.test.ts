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

/** Sam, who supervises, and Anna, whom he may be with; what the floor says of the two is what the test sets. */
function watched() {
  const views = { anna: "available", sam: "paused" };
  const floor = { mask: false, supervision: false, verified: false };
  let tellFloor: (organisation: string, change: ChangedEffect) => void = () => {};
  let tellDirectory: (organisation: string) => void = () => {};
  const state = (of: string) => ({ state: of, since: 1 });
  const person = (id: string) => (id === "sam" ? views.sam : views.anna);
  const port = {
    onChanged: (listener: typeof tellFloor) => {
      tellFloor = listener;
      return () => {};
    },
    agentView: () => null,
    colleagueView: (_: string, id: string) => ({
      ...{ id, name: id, state: state(person(id)), problem: null },
      ...(floor.verified && id === "sam" && { caller: "verified" }),
    }),
    maskedView: (_: string, id: string) =>
      (floor.mask || floor.verified) && id === "sam" ? { id, name: id, state: state("paused"), problem: null } : null,
    supervisionView: (_: string, agent: string) =>
      floor.supervision && agent === "anna" ? { agent, supervisor: "sam", name: "Sam", mode: "listen" } : null,
    queueView: () => null,
  };
  const directory = {
    onChanged: (listener: typeof tellDirectory) => {
      tellDirectory = listener;
      return () => {};
    },
    snapshot: () => ({ queues: [], people: [{ id: "anna" }, { id: "sam" }], pauses: [], callCodes: [] }),
  };
  // Ports of the hub that this office has no use for are left out.
  const hub = new Hub({ floor: port, directory } as unknown as Pick<DoorDeps, "directory" | "floor">);
  onTestFinished(() => hub.close());
  const open = (who: string, role: { supervises: boolean }) => {
    const heard: Change[] = [];
    const page: Page = {
      organisation: ORGANISATION,
      person: who,
      agent: () => null,
      supervises: () => role.supervises,
      send: (text) => void heard.push(...JSON.parse(text)),
    };
    hub.add(page);
    return { page, heard };
  };
  return {
    ...{ hub, floor, views, open },
    changed: (change: ChangedEffect) => tellFloor(ORGANISATION, change),
    settings: () => tellDirectory(ORGANISATION),
    /** Everything that was noted so far has been told. */
    async quiet(listener: readonly Change[]) {
      views.anna = views.anna === "available" ? "wrapUp" : "available";
      const count = listener.length;
      tellFloor(ORGANISATION, { type: "changed.agent", agent: "anna" });
      const isTold = (change: Change) =>
        change.part === "settings" || (change.part === "colleague" && change.value.id === "anna");
      await expect.poll(() => listener.slice(count).some(isTold), { interval: 1 }).toBe(true);
    },
  };
}

const ofSam = (changes: readonly Change[]) =>
  changes.flatMap((change) =>
    change.part === "colleague" && change.value.id === "sam" ? [change.value.state.state] : [],
  );
const supervisions = (changes: readonly Change[]) =>
  changes.flatMap((change) => (change.part === "supervision" ? [change.value?.mode ?? null] : []));

describe("of a hidden supervisor the hub", () => {
  it("tells agents nothing, and supervisors everything", async () => {
    const city = watched();
    const agent = city.open("anna", { supervises: false });
    const supervisor = city.open("boss", { supervises: true });
    city.views.sam = "inCall";
    Object.assign(city.floor, { mask: true, supervision: true });
    city.changed({ type: "changed.agent", agent: "sam" });
    city.changed({ type: "changed.supervision", agent: "anna" });
    await city.quiet(supervisor.heard);
    expect([ofSam(agent.heard), supervisions(agent.heard)]).toEqual([[], []]);
    expect([ofSam(supervisor.heard), supervisions(supervisor.heard)]).toEqual([["inCall"], ["listen"]]);
    const shown = (page: Page) => city.hub.snapshot(page).colleagues.find(({ id }) => id === "sam")?.state.state;
    expect([shown(agent.page), shown(supervisor.page)]).toEqual(["paused", "inCall"]);
    city.settings();
    const all = ({ heard }: typeof agent) =>
      heard.flatMap((change) =>
        change.part === "settings" ? change.value.colleagues.map((one) => one.state.state) : [],
      );
    await city.quiet(agent.heard);
    expect([all(agent)[1], all(supervisor)[1]]).toEqual(["paused", "inCall"]);
    // What looks the same is not said again.
    city.changed({ type: "changed.agent", agent: "sam" });
    await city.quiet(supervisor.heard);
    expect([ofSam(agent.heard), ofSam(supervisor.heard)]).toEqual([[], ["inCall"]]);
  });

  it("tells supervisors alone whose caller is known, and when that is over", async () => {
    const city = watched();
    const agent = city.open("anna", { supervises: false });
    const supervisor = city.open("boss", { supervises: true });
    const known = (changes: readonly Change[]) =>
      changes.flatMap((change) =>
        change.part === "colleague" && change.value.id === "sam" ? [change.value.caller] : [],
      );
    for (const verified of [true, false]) {
      city.floor.verified = verified;
      city.changed({ type: "changed.agent", agent: "sam" });
      // What visitors see is no news here.
      city.changed({ type: "changed.visit", visit: "v1" });
      await city.quiet(supervisor.heard);
    }
    expect(known(supervisor.heard)).toEqual(["verified", undefined]);
    expect([...agent.heard, ...supervisor.heard].some(({ part }) => part === "settings")).toBe(false);
    expect(JSON.stringify(agent.heard)).not.toContain("caller");
  });

  it("tells the end to pages that came back in the middle, and all of it to whoever has become a supervisor", async () => {
    const city = watched();
    const first = city.open("boss", { supervises: true });
    city.floor.supervision = true;
    city.changed({ type: "changed.supervision", agent: "anna" });
    await city.quiet(first.heard);
    city.hub.remove(first.page);
    const role = { supervises: false };
    const [back, promoted] = [city.open("boss", { supervises: true }), city.open("new", role)];
    expect(city.hub.snapshot(back.page).supervisions).toHaveLength(1);
    role.supervises = true;
    city.settings();
    await city.quiet(promoted.heard);
    expect(supervisions(promoted.heard)).toEqual(["listen"]);
    city.floor.supervision = false;
    city.changed({ type: "changed.supervision", agent: "anna" });
    await city.quiet(back.heard);
    expect([supervisions(back.heard).at(-1), supervisions(promoted.heard).at(-1)]).toEqual([null, null]);
  });
});
