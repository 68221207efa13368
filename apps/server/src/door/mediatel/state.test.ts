import { type AgentCommand, mediatelData, mediatelMessage } from "@belfry/contracts";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../store/store.ts";
import { commandInput } from "../socket/commands.ts";
import { openTestDoor, type TestDoor } from "../testing/test-door.ts";
import { numericIds } from "./numeric-ids.ts";
import { agentCommands } from "./requests.ts";
import { type Lists, mediatelSnapshot } from "./snapshot.ts";
import { availableCommands, mediatelState } from "./state.ts";
import { type Cast, HAPPENINGS, type Happening, RandomFloor } from "./testing/random-floor.ts";

let store: Store;
let door: TestDoor;
let organisation: string;
let cast: Cast;
let lists: Lists;

/** The demo's organisation: the floor's settings come from the directory, as in earnest. */
beforeAll(async () => {
  store = await openStore({ dir: null });
  door = await openTestDoor(store);
  organisation = (await (await door.as("anna"))("GET", "/api/v1/session")).body.organisation.id;
  const { directory } = door.parts.room;
  const found = directory.snapshot(organisation);
  const settings = directory.floorSettings(organisation);
  if (found === null || settings === null) throw new Error("There is no demo.");
  const login = (name: string) => found.people.find((one) => one.login === name)?.id ?? "";
  const named = (list: readonly { id: string; name: string }[], name: string) =>
    list.find((one) => one.name === name)?.id ?? "";
  lists = { ...found, timeZone: found.organisation.timeZone };
  cast = {
    settings: { ...settings, agents: everybodySupervises(settings.agents) },
    anna: login("anna"),
    bram: login("bram"),
    permits: named(found.queues, "Permits"),
    lunch: named(found.pauses, "Lunch"),
    code: named(found.callCodes, "Question answered"),
  };
});
afterAll(async () => {
  await door.close();
  await store.close();
});

const number = (list: readonly { id: string }[], id: string) => numericIds(list.map((one) => one.id)).get(id) ?? 0;

const messages = () =>
  [
    ["CMD_LOGOUT", { type: "logout" }],
    ["CMD_EXIT", { type: "exit" }],
    ["CMD_MAKECALL", { type: "makeCall", phoneNumber: "+31612345678", queueName: "Permits" }],
    ["CMD_CLOSECALL", { type: "closeCall" }],
    ["CMD_HOLDCALL", { type: "holdCall" }],
    ["CMD_RETRIEVECALL", { type: "retrieveCall" }],
    ["CMD_MUTECALL", { type: "muteCall" }],
    ["CMD_PAUSE", { type: "pause", id: number(lists.pauses, cast.lunch) }],
    [
      "CMD_RESOLUTIONSET",
      { type: "resolutionSet", id: number(lists.callCodes, cast.code), note: "said so", callBackAt: null },
    ],
  ] as const;

function floorAfter(happenings: readonly Happening[]): RandomFloor {
  const floor = new RandomFloor(cast);
  for (const what of happenings) floor.happen(what);
  return floor;
}

const fullNumber = (typed: string) => {
  const target = door.parts.room.directory.target(organisation, typed);
  return target?.kind === "number" ? target.number : null;
};

const snapshotOf = (floor: RandomFloor) =>
  mediatelSnapshot({
    view: floor.view(),
    login: "anna",
    lists,
    problem: null,
    sip: null,
    now: floor.now,
  });

/** The state after each of these happenings, beginning with somebody who is ready. */
function states(...happenings: readonly Happening[]): string[] {
  const floor = floorAfter(["sign in", "phone ready"]);
  return happenings.map((what) => mediatelState(floor.happen(what).view()).replace("STATE_", ""));
}

describe("the states of the protocol", () => {
  it("of an outgoing call", () => {
    expect(states("dial in a queue", "up", "up", "up", "hold", "retrieve", "hang up")).toEqual([
      "MAKECALL_REQUEST",
      "CALL_DELIVERED",
      "CALL_DELIVERED",
      "CALL_ACTIVE",
      "HOLD",
      "CALL_ACTIVE",
      "CLERICAL",
    ]);
  });

  it("of a call that came", () => {
    expect(states("caller", "up", "up", "up", "hang up", "code", "finish", "pause", "sign out")).toEqual([
      "CALL_DELIVERED",
      "CALL_DELIVERED",
      "CALL_DELIVERED",
      "CALL_ACTIVE",
      "CLERICAL",
      "CLERICAL",
      "IDLE",
      "PAUSE",
      "LOGOUT",
    ]);
  });

  it("of calls that come to nothing", () => {
    const floor = floorAfter(["sign in", "phone ready", "dial", "up", "fails"]);
    expect(snapshotOf(floor)).toMatchObject({ state: "STATE_MAKECALL_FAILED", callErrorID: "-486" });
    const silent = floorAfter(["sign in", "phone ready", "dial", "fails"]);
    expect(snapshotOf(silent)).toMatchObject({
      state: "STATE_PAUSE",
      status: "pause",
      pauseId: "-1",
      pauseName: "Force Pause",
      callErrorID: "-223",
      callErrorText: "No answer from agent",
    });
  });
});

describe("the snapshot", () => {
  it("is empty as the protocol has it while nobody is signed in", () => {
    const empty = mediatelSnapshot({
      view: null,
      login: "",
      lists,
      problem: null,
      sip: null,
      now: 7,
    });
    expect(empty).toMatchObject({
      state: "STATE_LOGOUT",
      status: "offline",
      agentId: "-1",
      callTraceID: "-1",
      callStartTime: "1999-01-01 01:01:01",
      callErrorID: "-1",
      loginErrorID: "0",
      queues: [],
      pauseList: [],
      avaliableCommand: ["CMD_LOGIN", "CMD_EXIT"],
      time: null,
      serverTime: 7,
    });
  });

  it("tells of the call, in the organisation's time and with texts for numbers", () => {
    const floor = floorAfter(["sign in", "phone ready", "dial in a queue", "up", "up", "up", "pause"]);
    expect(snapshotOf(floor)).toMatchObject({
      agentName: "anna",
      agentExt: "3001",
      callTraceID: "call-3",
      callStartTime: "2026-01-05 10:00:00",
      ani: "+31612345678",
      queueName: "Permits",
      queues: ["Passports", "Permits"],
      pauseId: String(number(lists.pauses, cast.lunch)),
      pauseAcknowledge: "1",
    });
    floor.happen("hang up");
    expect(snapshotOf(floor).callTraceID).toBe("call-3");
    expect(snapshotOf(floor).awaliableCallCodes).toContainEqual({
      ID: String(number(lists.callCodes, cast.code)),
      Name: "Question answered",
      ActionFlag: "0",
    });
    expect(snapshotOf(floor).pauseList).toContainEqual([String(number(lists.pauses, cast.lunch)), "Lunch"]);
  });

  it("is told when to call back as a number, as text, and as ISO 8601", () => {
    const floor = floorAfter(["sign in"]);
    const id = number(lists.callCodes, cast.code);
    const at = 1_800_000_000_000;
    for (const callBackAt of [at, String(at), new Date(at).toISOString()]) {
      const message = mediatelMessage.parse({ type: "resolutionSet", id, callBackAt });
      if (message.type !== "resolutionSet") throw new Error("it is read as something else");
      const asked = agentCommands(message, floor.view(), lists, fullNumber);
      expect(asked).toMatchObject({ commands: [{ type: "setCallCode", note: "", callBackAt: at }, {}] });
    }
    expect(mediatelMessage.parse({ type: "resolutionSet", id })).toMatchObject({ callBackAt: null });
  });

  it("tells by a number what else a call code wants", () => {
    const flagged = [false, true].flatMap((callBack) =>
      [false, true].map((noteRequired) => ({ id: `${callBack}${noteRequired}`, name: "C", noteRequired, callBack })),
    );
    const { availableCallCodes } = mediatelSnapshot({
      view: { ...floorAfter(["sign in"]).view() },
      login: "anna",
      lists: { ...lists, callCodes: flagged },
      problem: null,
      sip: null,
      now: 7,
    });
    expect(availableCallCodes.map(({ ActionFlag }) => ActionFlag)).toEqual(["0", "1", "2", "3"]);
  });

  it("gives the contact's card with the call of a campaign, and to its end", () => {
    const floor = floorAfter(["sign in", "phone ready", "dial in a queue", "up", "up", "up"]);
    const view = floor.view();
    const contact = { id: "c", name: "Jan", cardLink: "https://crm.example/17", campaign: "k", campaignName: "K" };
    const call = view.call && { ...view.call, contact };
    const told = mediatelSnapshot({ view: { ...view, call }, login: "anna", lists, problem: null, sip: null, now: 7 });
    expect(told.crmConnectTarget).toBe("https://crm.example/17");
    expect(snapshotOf(floor).crmConnectTarget).toBe("");
  });

  it("gives the card of a contact in preview, whom a call to exactly their number calls", () => {
    const view = floorAfter(["sign in", "phone ready"]).view();
    const contact = { id: "c", number: "+31205550101", name: null, cardLink: "https://crm.example/17" };
    const preview = { campaign: "k", campaignName: "K", contact, since: 1, until: 9 };
    const shown = { ...view, preview };
    const told = mediatelSnapshot({ view: shown, login: "anna", lists, problem: null, sip: null, now: 7 });
    expect(told).toMatchObject({
      ...{ state: "STATE_IDLE", crmConnectTarget: "https://crm.example/17" },
      preview: { number: "+31205550101", name: "", until: 9 },
    });
    expect(snapshotOf(floorAfter(["sign in"])).preview).toBeNull();
    const asked = (typed: string) =>
      agentCommands({ type: "makeCall", phoneNumber: typed, queueName: "" }, shown, lists, fullNumber);
    expect(asked("020 555 0101")).toEqual({ commands: [{ type: "callContact", contact: "c" }] });
    expect(asked("020 555 0102")).toMatchObject({ commands: [{ type: "dial" }] });
  });
});

describe("on any floor", () => {
  const ready: Happening[] = ["sign in", "phone ready", "bram ready"];
  const openings: Happening[][] = [
    [],
    ["pause"],
    ["caller", "up"],
    ["caller", "up", "up", "up"],
    ["caller", "up", "up", "up", "hold"],
    ["caller", "up", "up", "up", "hang up"],
    ["dial in a queue"],
    ["dial in a queue", "up"],
    ["dial in a queue", "up", "fails"],
    ["sign out"],
  ];
  const floors = fc
    .tuple(fc.constantFrom(...openings), fc.array(fc.constantFrom(...HAPPENINGS), { maxLength: 20 }))
    .map(([opening, some]) => [...ready, ...opening, ...some]);

  it("every view of an agent is one snapshot of the protocol", () => {
    fc.assert(
      fc.property(floors, (happenings) => {
        const data = snapshotOf(floorAfter(happenings));
        expect(mediatelData.parse(data)).toEqual(data);
      }),
    );
  });

  it("is an active call in a conference, under supervision, and for whoever supervises", () => {
    const talk = ["sign in", "phone ready", "caller", "up", "up", "up", "bram ready"] as const;
    const conference = floorAfter([...talk, "consult", "up", "up", "conference", "up"]);
    expect(conference.view().call?.consult?.phase).toBe("conference");
    const supervised = floorAfter([...talk, "supervised", "up", "up"]);
    expect(supervised.view().call?.supervisor?.mode).toBe("bargeIn");
    const bramTalks = ["bram ready", "caller", "up", "up", "up", "sign in", "phone ready"] as const;
    const supervising = floorAfter([...bramTalks, "supervises", "up", "up"]);
    expect(supervising.view().call?.supervising?.mode).toBe("listen");
    for (const floor of [conference, supervised, supervising]) {
      const data = snapshotOf(floor);
      expect(mediatelData.parse(data)).toEqual(data);
      expect(data).toMatchObject({ state: "STATE_CALL_ACTIVE", status: "in_a_call" });
    }
    expect(snapshotOf(supervising).availableCommand).not.toContain("CMD_HOLDCALL");
  });

  it("what is said to be possible is exactly what the floor would take", () => {
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(floors, (happenings) => {
        const floor = floorAfter(happenings);
        const view = floor.view();
        const offered = availableCommands(view);
        seen.set(mediatelState(view), (seen.get(mediatelState(view)) ?? 0) + 1);
        for (const [name, message] of messages()) {
          const asked = agentCommands(message, view, lists, fullNumber);
          if ("rejection" in asked) throw new Error(asked.rejection.code);
          const [first] = asked.commands;
          // Always possible: on a connection without anybody it does nothing.
          if (name === "CMD_EXIT" && view.state.state === "signedOut") continue;
          expect([name, first !== undefined && taken(floor, first)]).toEqual([name, offered.includes(name)]);
        }
      }),
      { numRuns: 1000 },
    );
    // A property that saw only idle agents would have shown nothing.
    expect(seen.size).toBe(9);
  });
});

/** So that what happens at random leads there too. */
function everybodySupervises(agents: Cast["settings"]["agents"]): Cast["settings"]["agents"] {
  return Object.fromEntries(Object.entries(agents).map(([id, agent]) => [id, { ...agent, supervises: true }]));
}

function taken(floor: RandomFloor, command: AgentCommand): boolean {
  const found = commandInput(command, organisation, cast.anna, door.parts.room.directory);
  return "input" in found && floor.wouldTake(found.input);
}
