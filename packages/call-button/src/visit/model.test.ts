import type { VisitStarted, VisitView } from "@belfry/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canBeGivenUp, groups, isUnderWay, learned, type Model, screenOf } from "./model.ts";
import type { WalletPhase } from "./wallet.ts";

const WALLET: VisitStarted["presentation"] = {
  kind: "wallet",
  demo: false,
  link: "https://wallet.example/",
  qr: "https://wallet.example/",
  session: {
    sessionPtr: { u: "https://belfry.example/api/public/v1/wallet/1", irmaqr: "disclosing" },
    frontendRequest: { authorization: "a", minProtocolVersion: "1.0", maxProtocolVersion: "1.1" },
  },
};
const CALL = {
  number: "+31201234567",
  national: "020 123 4567",
  payer: null,
  code: "12345678",
  link: "tel:",
  fromPage: false,
};

function following(
  view: VisitView,
  {
    device = "desktop",
    wallet = "show",
    presentation = WALLET,
  }: Partial<{ device: "phone" | "desktop"; wallet: WalletPhase; presentation: VisitStarted["presentation"] }> = {},
): Model {
  const started: VisitStarted = { token: "t", visit: view, presentation };
  return {
    step: "following",
    choice: { provider: { id: "p", kind: "irma", name: "Yivi" }, device },
    visit: { started, view, wallet, unanswered: false },
  };
}

describe("the step that a visit is at", () => {
  it("shows a code to scan, asks for the wallet's code, and sends the visitor on to the wallet", () => {
    const disclosing: VisitView = { state: "disclosing", until: 1 };
    expect(screenOf(following(disclosing))).toBe("scan");
    expect(screenOf(following(disclosing, { wallet: "pair" }))).toBe("pair");
    expect(screenOf(following({ state: "pairing", until: 1, triesLeft: 3 }))).toBe("pair");
    expect(screenOf(following(disclosing, { wallet: "goOn" }))).toBe("goOn");
  });

  it("tells a call that nobody took from one that is over", () => {
    const calling: VisitView = { state: "calling", until: 1 };
    const ended: VisitView = { state: "ended", until: 1 };
    const connected: VisitView = { state: "connected", until: 1, since: 1 };
    const after = (...views: VisitView[]): ReturnType<typeof screenOf> => {
      let model = following({ state: "disclosed", until: 1, call: CALL });
      for (const view of views)
        if (model.step === "following") model = { ...model, visit: learned(model.visit, { view }) };
      return screenOf(model);
    };
    expect(after(calling, ended)).toBe("unanswered");
    expect(after(calling, { state: "waiting", until: 1, place: 1 }, ended)).toBe("unanswered");
    expect(after(calling, connected, ended)).toBe("ended");
    // What was not seen is not claimed.
    expect(after(ended)).toBe("ended");
  });

  it("opens the wallet on the same device, and sends to the window of a service", () => {
    const disclosing: VisitView = { state: "disclosing", until: 1 };
    expect(screenOf(following(disclosing, { device: "phone" }))).toBe("open");
    const redirect = { kind: "redirect", url: "https://belfry.example/visit/go/x" } as const;
    expect(screenOf(following(disclosing, { presentation: redirect }))).toBe("signIn");
    expect(screenOf(following({ state: "disclosed", until: 1, call: null }, { presentation: redirect }))).toBe(
      "otherWindow",
    );
  });

  it("shows number and code only where the server gave them to this page", () => {
    expect(screenOf(following({ state: "disclosed", until: 1, call: CALL }))).toBe("call");
    expect(screenOf(following({ state: "disclosed", until: 1, call: null }, { device: "phone" }))).toBe("phoneDials");
  });

  it("is under way until its end, and can be given up until something was told", () => {
    expect(isUnderWay({ step: "offered" })).toBe(false);
    expect(isUnderWay(following({ state: "ended", until: 1 }))).toBe(true);
    expect(isUnderWay(following({ state: "forgotten", receipt: null }))).toBe(false);
    expect(canBeGivenUp(following({ state: "disclosing", until: 1 }))).toBe(true);
    expect(canBeGivenUp(following({ state: "disclosed", until: 1, call: null }))).toBe(false);
  });
});

describe("a code in groups", () => {
  it.each([
    ["12345678", ["12", "34", "56", "78"]],
    ["123456789", ["123", "456", "789"]],
    ["1234567", ["12", "34", "56", "7"]],
  ])("%s", (code, expected) => expect(groups(code)).toEqual(expected));

  it("loses no digit and has no group of more than three", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{6,12}$/), (code) => {
        expect(groups(code).join("")).toBe(code);
        expect(Math.max(...groups(code).map((group) => group.length))).toBeLessThanOrEqual(3);
      }),
    );
  });
});
