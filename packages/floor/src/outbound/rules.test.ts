import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { outboundOf } from "../testing/floor.ts";
import { judgeNumber } from "./rules.ts";

const rules = [
  { prefix: "+31", allow: true },
  { prefix: "+3184", allow: false },
  { prefix: "+3184123", allow: true },
  { prefix: "+319001", allow: true },
];
const judge = (number: string, change: Parameters<typeof outboundOf>[0] = {}) => {
  const { because, prefix, refusal } = judgeNumber(outboundOf({ rules, ...change }), number);
  return [because, prefix, refusal?.code ?? "allowed"];
};

describe("the rules for outside numbers", () => {
  it("let the longest beginning decide", () => {
    expect(judge("+31201234567")).toEqual(["rule", "+31", "allowed"]);
    expect(judge("+31841111111")).toEqual(["rule", "+3184", "number_not_allowed"]);
    expect(judge("+31841231111")).toEqual(["rule", "+3184123", "allowed"]);
    expect(judge("+4420712345")).toEqual(["others", null, "number_not_allowed"]);
    expect(judge("+4420712345", { othersAllowed: true })).toEqual(["others", null, "allowed"]);
  });

  it("refuse premium-rate numbers unless a rule names them as closely", () => {
    expect(judge("+31909123456")).toEqual(["premium", "+3190", "premium_not_allowed"]);
    expect(judge("+31900123456")).toEqual(["rule", "+319001", "allowed"]);
    expect(judge("+31909123456", { premiumAllowed: true })).toEqual(["rule", "+31", "allowed"]);
    expect(judge("+31909123456", { rules: [{ prefix: "+3190", allow: true }] })).toEqual(["rule", "+3190", "allowed"]);
    expect(judge("+8816123456", { othersAllowed: true })).toEqual(["premium", "+881", "premium_not_allowed"]);
  });

  it("refuse emergency numbers until somebody has said where help is to go", () => {
    expect(judge("112")).toEqual(["emergency", null, "emergency_not_allowed"]);
    expect(judge("112", { emergencyAddress: "Dam 1, Amsterdam", othersAllowed: false })).toEqual([
      "emergency",
      null,
      "allowed",
    ]);
    expect(judge("101", { country: "BE" })[0]).toBe("emergency");
    // Not one of the Netherlands', and no number either.
    expect(judge("101")).toEqual(["others", null, "number_not_allowed"]);
  });

  it("do not depend on the order in which they were written", () => {
    const prefix = fc.stringMatching(/^\+31[0-9]{0,4}$/);
    const some = fc.uniqueArray(fc.record({ prefix, allow: fc.boolean() }), { selector: (each) => each.prefix });
    fc.assert(
      fc.property(some, fc.stringMatching(/^\+31[0-9]{9}$/), (list, number) => {
        expect(judge(number, { rules: list })).toEqual(judge(number, { rules: [...list].reverse() }));
      }),
    );
  });
});
