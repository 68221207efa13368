import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { advance, begin, isProven, keepsCode, PAIRING_TRIES, type Stage, type VisitEvent } from "./visit.ts";

const UNTIL = 600_000;
const FORGET = 3_600_000;

function after(stage: Stage, ...events: readonly VisitEvent[]): Stage {
  return events.reduce((before, event) => {
    const result = advance(before, event);
    if ("rejected" in result) throw new Error(`${event.type} was rejected: ${result.rejected}`);
    return result.stage;
  }, stage);
}
const proven: VisitEvent = { type: "proven", now: 0, until: FORGET, demo: false };
const called = (now = 0, call = "a"): VisitEvent => ({ type: "callBegan", call, now });

describe("a visit", () => {
  it("goes from the wallet on this device to a call and is forgotten", () => {
    const disclosed = after(begin("phone", "wallet", UNTIL), proven);
    expect(disclosed).toEqual({ at: "disclosed", since: 0, until: FORGET, demo: false });
    const inCall = after(disclosed, called());
    expect(inCall).toEqual({ at: "called", until: FORGET, call: "a" });
    const ended = after(inCall, { type: "callEnded", call: "a" });
    expect(ended).toEqual({ at: "ended", until: FORGET });
    expect(after(ended, { type: "forgotten", receipt: "r" })).toEqual({ at: "forgotten", receipt: "r" });
  });

  it("is bound once, after the disclosure, before its time is over, and only that call ends it", () => {
    const begun = begin("phone", "wallet", UNTIL);
    expect(advance(begun, called())).toEqual({ rejected: "notNow" });
    const disclosed = after(begun, proven);
    expect(advance(disclosed, called(FORGET))).toEqual({ rejected: "tooLate" });
    const inCall = after(disclosed, called(FORGET - 1));
    expect(advance(inCall, called(0, "b"))).toEqual({ rejected: "usedAlready" });
    expect(advance(inCall, { type: "callEnded", call: "b" })).toEqual({ rejected: "notNow" });
  });

  it("believes a wallet on another device only after pairing", () => {
    const begun = begin("desktop", "wallet", UNTIL);
    expect(after(begun, proven)).toEqual({ at: "failed", why: "notProven" });
    expect(after(begun, { type: "pairingAsked" }, proven)).toEqual({ at: "failed", why: "notProven" });
    const paired = after(begun, { type: "pairingAsked" }, { type: "pairingTried" }, { type: "pairingDone" });
    expect(after(paired, proven)).toEqual({ at: "disclosed", since: 0, until: FORGET, demo: false });
    expect(advance(paired, { type: "pairingAsked" })).toEqual({ rejected: "notNow" });
  });

  it("fails after three wrong pairing codes, however many are typed at once", () => {
    const pairing = after(begin("desktop", "wallet", UNTIL), { type: "pairingAsked" });
    const tried = after(pairing, ...Array.from({ length: PAIRING_TRIES }, () => ({ type: "pairingTried" }) as const));
    expect(advance(tried, { type: "pairingTried" })).toEqual({ rejected: "noTriesLeft" });
    expect(after(tried, { type: "pairingWrong" })).toEqual({ at: "failed", why: "notPaired" });
  });

  it("gives number and code to whom is proven alone", () => {
    expect(isProven({ device: "desktop", way: "wallet" }, "page")).toBe(true);
    expect(isProven({ device: "phone", way: "wallet" }, "page")).toBe(false);
    for (const device of ["phone", "desktop"] as const) {
      expect(isProven({ device, way: "redirect" }, "page")).toBe(false);
      expect(isProven({ device, way: "redirect" }, "window")).toBe(true);
    }
  });

  const event: fc.Arbitrary<VisitEvent> = fc.oneof(
    fc.constantFrom<VisitEvent>(
      { type: "pairingAsked" },
      { type: "pairingTried" },
      { type: "pairingDone" },
      { type: "pairingWrong" },
      { type: "pairingUntold" },
      proven,
      { type: "failed", why: "cancelled" },
      { type: "forgotten", receipt: null },
      { type: "forgotten", receipt: "r" },
    ),
    fc.record({
      type: fc.constant("callBegan" as const),
      call: fc.constantFrom("a", "b"),
      now: fc.nat({ max: 2 * FORGET }),
    }),
    fc.record({ type: fc.constant("callEnded" as const), call: fc.constantFrom("a", "b") }),
  );

  it("keeps its promises whatever happens in whatever order", () => {
    fc.assert(
      fc.property(fc.constantFrom("phone", "desktop"), fc.array(event, { maxLength: 30 }), (device, events) => {
        let stage = begin(device, "wallet", UNTIL);
        let [bound, disclosed, paired, tries, dead] = [0, 0, false, 0, false];
        for (const one of events) {
          const result = advance(stage, one);
          if ("rejected" in result) continue;
          // What is over stays over, and a dead code never comes back.
          expect(stage.at).not.toBe("failed");
          if (stage.at === "forgotten") expect(result.stage.at).toBe("forgotten");
          dead ||= !keepsCode(result.stage);
          expect(dead && keepsCode(result.stage)).toBe(false);
          if (one.type === "pairingDone") paired = true;
          if (one.type === "pairingTried") tries += 1;
          if (one.type === "pairingUntold") tries -= 1;
          if (result.stage.at === "disclosed") disclosed += 1;
          if (one.type === "callBegan") {
            bound += 1;
            expect(disclosed).toBe(1);
            expect(one.now).toBeLessThan(FORGET);
          }
          stage = result.stage;
        }
        expect(bound).toBeLessThanOrEqual(1);
        expect(tries).toBeLessThanOrEqual(PAIRING_TRIES);
        if (device === "desktop" && disclosed > 0) expect(paired).toBe(true);
      }),
    );
  });
});
