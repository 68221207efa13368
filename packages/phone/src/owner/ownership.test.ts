import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HandClock } from "../../testing/hand-clock.ts";
import { Runner } from "../core/machine.ts";
import {
  ANSWER_CLAIM_WITHIN,
  LEFT_FREE_FOR,
  OWNED_ELSEWHERE,
  type OwnershipEffect,
  type OwnershipInput,
  type OwnershipState,
  ownership,
  unclaimed,
} from "./ownership.ts";

function bench(tab = "me") {
  const clock = new HandClock();
  const done: OwnershipEffect[] = [];
  const runner = new Runner<OwnershipState, OwnershipInput, OwnershipEffect>(
    ownership,
    unclaimed(tab),
    clock,
    (effect) => done.push(effect),
    () => {},
  );
  const take = () => done.splice(0).map(({ type }) => type);
  return {
    clock,
    runner,
    done,
    take,
    phase: () => runner.state.phase.name,
    grant: () => runner.feed({ type: "granted", claim: runner.state.claim }),
    deny: (code = OWNED_ELSEWHERE) => runner.feed({ type: "denied", claim: runner.state.claim, code }),
  };
}

function owner() {
  const parts = bench();
  parts.runner.feed({ type: "claim", takeOver: false });
  parts.grant();
  parts.take();
  return parts;
}

/** What the server says right after a grant may be older than it. */
const SETTLED = 2_000;

describe("ownership", () => {
  it("starts SIP only when the server has granted the phone, and tells the other tabs", () => {
    const { runner, take, grant, phase } = bench();
    runner.feed({ type: "claim", takeOver: false });
    expect(take()).toEqual(["ask"]);
    grant();
    expect(take()).toEqual(["hint", "start"]);
    expect(phase()).toBe("owner");
  });

  it("asks for a phone that its owner gave up, but not at once: a new server has only forgotten the owner", () => {
    const { runner, clock, take, deny, grant, phase } = bench();
    runner.feed({ type: "claim", takeOver: false });
    deny();
    runner.feed({ type: "server", owner: "other" });
    take();
    runner.feed({ type: "server", owner: null });
    clock.pass(LEFT_FREE_FOR - 1);
    runner.feed({ type: "server", owner: "other" });
    clock.pass(60_000);
    expect(take()).toEqual([]);
    runner.feed({ type: "server", owner: null });
    clock.pass(LEFT_FREE_FOR);
    expect(runner.state.phase.name).toBe("elsewhere");
    expect(take()).toEqual(["ask"]);
    grant();
    expect(take()).toEqual(["hint", "start"]);
    expect(phase()).toBe("owner");
  });

  it("asks for it also when only a refusal has told of the owner, and once however often it is told", () => {
    const { runner, clock, take, deny } = bench();
    runner.feed({ type: "claim", takeOver: false });
    deny();
    take();
    runner.feed({ type: "server", owner: null });
    clock.pass(LEFT_FREE_FOR - 1);
    runner.feed({ type: "server", owner: null });
    expect(take()).toEqual([]);
    clock.pass(1);
    expect(take()).toEqual(["ask"]);
  });

  it("does not take the phone from another tab unless a person says so", () => {
    const { runner, take, deny, phase, done, grant } = bench();
    runner.feed({ type: "claim", takeOver: false });
    deny();
    expect(phase()).toBe("elsewhere");
    runner.feed({ type: "server", owner: null });
    runner.feed({ type: "verify" });
    expect(take()).toEqual(["ask"]);
    runner.feed({ type: "claim", takeOver: true });
    expect(done.at(-1)).toMatchObject({ type: "ask", takeOver: true });
    grant();
    expect(phase()).toBe("owner");
  });

  it("stops SIP at once when a hint, or the server, names another owner", () => {
    const hinted = owner();
    hinted.runner.feed({ type: "hint", owner: "other" });
    expect(hinted.take()).toEqual(["stop"]);
    const told = owner();
    told.clock.pass(SETTLED);
    told.runner.feed({ type: "server", owner: "other" });
    expect(told.take()).toEqual(["stop"]);
    expect(told.runner.state.phase).toMatchObject({ name: "elsewhere", owner: "other" });
  });

  it("asks the server about a word that may be older than the grant, and believes the answer", () => {
    const { runner, take, deny, phase } = owner();
    runner.feed({ type: "server", owner: "former" });
    expect(take()).toEqual(["ask"]);
    expect(phase()).toBe("owner");
    deny();
    expect(take()).toEqual(["stop"]);
  });

  it("asks again for a phone that a restarted server has forgotten, without losing it meanwhile", () => {
    const { clock, runner, take, grant, phase } = owner();
    clock.pass(SETTLED);
    runner.feed({ type: "server", owner: null });
    expect(take()).toEqual(["ask"]);
    expect(phase()).toBe("owner");
    grant();
    expect(take()).toEqual([]);
    expect(phase()).toBe("owner");
  });

  it("asks a silent server again, with growing pauses, and ignores an answer to an older question", () => {
    const { clock, runner, take, phase } = bench();
    runner.feed({ type: "claim", takeOver: false });
    const first = runner.state.claim;
    clock.pass(ANSWER_CLAIM_WITHIN);
    clock.pass(5_000);
    expect(take()).toEqual(["ask", "ask"]);
    runner.feed({ type: "granted", claim: first });
    expect(phase()).toBe("claiming");
  });

  it("an owner that claims again, with or without takeover, goes on undisturbed", () => {
    const { runner, take, phase } = owner();
    runner.feed({ type: "claim", takeOver: false });
    runner.feed({ type: "claim", takeOver: true });
    expect(take()).toEqual([]);
    expect(phase()).toBe("owner");
  });

  it("a release stops SIP and tells the server", () => {
    const { runner, take, phase } = owner();
    runner.feed({ type: "release" });
    expect(take()).toEqual(["stop", "release"]);
    expect(phase()).toBe("unclaimed");
  });

  it("two tabs and a server: never two owners for longer than it takes to tell them, whatever happens", () => {
    const act = fc.record({
      tab: fc.constantFrom("a", "b"),
      what: fc.constantFrom("claim", "takeOver", "release", "verify", "answer", "tell", "lose"),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (story) => {
        const tabs = { a: bench("a"), b: bench("b") };
        let granted: string | null = null;
        // Every grant is a hint to the other tab of the same browser: nobody but the last one granted is owner then.
        const answer = (name: "a" | "b") => {
          const tab = tabs[name];
          const asked = tab.done.findLast(({ type }) => type === "ask");
          if (asked?.type !== "ask" || asked.claim !== tab.runner.state.claim) return;
          if (granted === null || granted === name || asked.takeOver) {
            granted = name;
            tab.runner.feed({ type: "granted", claim: asked.claim });
            if (tab.phase() === "owner") tabs[name === "a" ? "b" : "a"].runner.feed({ type: "hint", owner: name });
          } else tab.deny();
        };
        for (const { tab: name, what } of story) {
          const tab = tabs[name];
          if (what === "claim") tab.runner.feed({ type: "claim", takeOver: false });
          if (what === "takeOver") tab.runner.feed({ type: "claim", takeOver: true });
          if (what === "verify") tab.runner.feed({ type: "verify" });
          if (what === "answer") answer(name);
          if (what === "tell") tab.runner.feed({ type: "server", owner: granted });
          if (what === "lose") tab.clock.pass(20_000);
          if (what === "release") {
            tab.runner.feed({ type: "release" });
            if (granted === name) granted = null;
          }
          expect(["a", "b"].filter((key) => tabs[key === "a" ? "a" : "b"].phase() === "owner").length).toBeLessThan(2);
        }
      }),
    );
  });
});
