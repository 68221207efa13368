import { randomUUID } from "node:crypto";
import type { CallDetail, CallEvent } from "@belfry/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asTold } from "./as-told.ts";

const [anna, sofie] = [randomUUID(), randomUUID()];
const LEG = "c1.s1";

const event = (what: string, detail: CallEvent["detail"] = {}, at = 1): CallEvent => ({ at, what, detail });
const supervision = (what: string, mode: string, told: boolean, more = {}) =>
  event(`supervision${what}`, { supervisor: sofie, agent: anna, leg: LEG, mode, told, ...more });
const leg = (id: string, person: string, party: string): CallDetail["legs"][number] => ({
  ...{ leg: id, role: "agent", party, person, startedAt: 1, answeredAt: 2, endedAt: 3, cause: "normal" },
});
const sample = (person: string, at = 1) => ({ at, person, mos: 4, lossPercent: 0, jitterMs: 1, rttMs: 1 });

function call(change: Partial<CallDetail>): CallDetail {
  return {
    ...{ id: "c1", trace: "c1", direction: "inbound", caller: "+31612345678", dialled: "+31201230001" },
    ...{ queue: null, queueName: null, agent: anna, agentName: "Anna", startedAt: 1, answeredAt: 2, endedAt: 3 },
    ...{
      waited: 1,
      talked: 1,
      outcome: "answered",
      callCode: null,
      note: "",
      verified: false,
      fromPage: false,
      callerForgotten: false,
    },
    ...{ legs: [leg("c1.1", anna, "Anna 3001")], events: [], quality: [], ...change },
  };
}

const words = (events: readonly CallEvent[]) =>
  asTold(call({ events: [...events] }), anna).events.map(({ what, detail }) => [what, detail["mode"]]);

/** Some of these at any place among the others, in their order. */
const among = <T>(others: readonly T[], hidden: readonly T[]) =>
  fc.array(fc.nat(others.length), { minLength: hidden.length, maxLength: hidden.length }).map((places) => {
    const sorted = [...places].sort((a, b) => a - b);
    return others
      .concat([])
      .flatMap((one, at) => [...hidden.filter((_, nth) => sorted[nth] === at), one])
      .concat(hidden.filter((_, nth) => sorted[nth] === others.length));
  });

/** What can be said of somebody who takes part unseen, some of it in words that the timeline does not have today. */
const ofSupervisor = fc.array(
  fc.constantFrom(
    supervision("Changed", "whisper", false),
    event("ringing", { leg: LEG, party: sofie }),
    event("muted", { agent: sofie }),
    event("unmuted", { agent: sofie }),
    event("referRefused", { code: "not_in_this_state", leg: LEG }),
    event("bridgeFailed", { a: "c1.1", b: LEG }),
    event("anything", { of: sofie, and: 5 }),
    event("anything", { target: "Sofie" }),
    event("mixFailed"),
  ),
);
const ofOthers = fc.array(
  fc.constantFrom(
    event("held", { agent: anna }),
    event("muted", { agent: anna }),
    event("ringing", { leg: "c1.1", party: anna }),
    event("mixFailed"),
    event("conferenceFailed", { agent: anna, target: "Bram" }),
    event("digit", { digit: "1" }),
  ),
);
const scenes = fc.tuple(ofOthers, ofSupervisor).chain(([others, hidden]) => {
  const asked = supervision("Asked", "listen", false);
  const ended = supervision("Ended", "listen", false, { cause: "normal" });
  const samples = [sample(anna), sample(anna, 2)];
  return fc.record({
    others: fc.constant(others),
    events: among(others, [asked, ...hidden, ended]),
    quality: among(samples, [sample(sofie), sample(sofie, 2)]),
  });
});

describe("a call as its agent is told of it", () => {
  it("is the same with a supervisor who was never told of as without one", () => {
    fc.assert(
      fc.property(scenes, ({ others, events, quality }) => {
        const plain = call({ events: others, quality: [sample(anna), sample(anna, 2)] });
        const watched = { ...plain, events, quality, legs: [...plain.legs, leg(LEG, sofie, "Sofie 3009")] };
        expect(asTold(watched, anna)).toEqual(asTold(plain, anna));
      }),
    );
  });

  it("keeps what somebody did in their own right who supervised as well", () => {
    const legs = [leg("c1.1", anna, "Anna 3001"), leg("c1.2", sofie, "Sofie 3009"), leg(LEG, sofie, "Sofie 3009")];
    const events = [
      event("muted", { agent: sofie }),
      supervision("Asked", "listen", false),
      { ...supervision("Ended", "listen", false), at: 5 },
    ];
    const seen = asTold(call({ legs, events, quality: [sample(sofie, 0), sample(sofie, 3), sample(sofie, 6)] }), anna);
    expect(seen.legs.map((one) => one.leg)).toEqual(["c1.1", "c1.2"]);
    expect(seen.events.map(({ what }) => what)).toEqual(["muted"]);
    expect(seen.quality.map(({ at }) => at)).toEqual([0, 6]);
  });

  it("begins a supervision where the agent was told, and ends it where they no longer were", () => {
    const whisper = supervision("Started", "whisper", true);
    const listens = supervision("Changed", "listen", false);
    const left = supervision("Ended", "listen", false, { cause: "normal" });
    expect(words([supervision("Asked", "whisper", false), whisper, listens, left])).toEqual([
      ["supervisionStarted", "whisper"],
      ["supervisionEnded", "whisper"],
    ]);
    const started = supervision("Started", "listen", false);
    const whispers = supervision("Changed", "whisper", true);
    const loud = supervision("Changed", "bargeIn", true);
    expect(words([started, whispers, loud, supervision("Ended", "bargeIn", true)])).toEqual([
      ["supervisionStarted", "whisper"],
      ["supervisionChanged", "bargeIn"],
      ["supervisionEnded", "bargeIn"],
    ]);
    // The rule was changed while they listened.
    expect(words([started, supervision("Ended", "listen", true)])).toEqual([]);
    expect(words([whisper, supervision("Ended", "whisper", false)]).at(-1)).toEqual(["supervisionEnded", "whisper"]);
  });
});
