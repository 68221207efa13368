import { judgeNumber } from "@belfry/floor";
import { describe, expect, it } from "vitest";
import { firstRules } from "./first-rules.ts";

const says = (country: string, number: string) =>
  judgeNumber({ ...firstRules(country), country }, number).refusal?.code ?? "allowed";

describe("the rules that an organisation begins with", () => {
  it.each([
    ["NL", "+31201234567", "allowed"],
    ["NL", "+3221234567", "number_not_allowed"],
    ["US", "+12125550123", "allowed"],
    ["US", "+14165550123", "allowed"],
    // Countries that share +1 are abroad, and dear.
    ["US", "+18765550123", "number_not_allowed"],
    ["CA", "+18095550123", "number_not_allowed"],
    ["JM", "+18765550123", "allowed"],
    ["JM", "+12125550123", "number_not_allowed"],
    ["US", "+19005550123", "premium_not_allowed"],
    // Personal numbers, enquiries, and a neighbour.
    ["GB", "+447012345678", "number_not_allowed"],
    ["GB", "+442071234567", "allowed"],
    ["DE", "+4911833", "number_not_allowed"],
    ["DE", "+4930123456", "allowed"],
    ["RU", "+77011234567", "number_not_allowed"],
  ])("of %s say of %s: %s", (country, number, verdict) => {
    expect(says(country, number)).toBe(verdict);
  });
});
