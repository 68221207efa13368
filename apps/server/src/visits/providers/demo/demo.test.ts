import { attributeTag } from "@belfry/contracts";
import { beforeEach, describe, expect, it } from "vitest";
import type { StartRequest } from "../provider.ts";
import { Demo } from "./demo.ts";
import { DemoWallet } from "./wallet.ts";

const NOW = 1_780_000_000_000;
let now = NOW;
let wallet: DemoWallet;
let demo: Demo;
beforeEach(() => {
  now = NOW;
  wallet = new DemoWallet(() => now);
  demo = new Demo("Demonstration", wallet, () => now);
});

async function begin(how: Partial<StartRequest> = {}) {
  const started = await demo.start({
    ask: ["fullName", "bsn"],
    asks: "Demo City",
    language: "nl",
    returnUrl: null,
    pairing: false,
    timeout: 600_000,
    frontend: { url: "https://belfry.example/api/public/v1/wallet/x", authorization: "ours" },
    callbackUrl: "",
    ...how,
  });
  if (started.kind !== "wallet") throw new Error("not a wallet");
  const id = new URL(started.presentation.link).hash.slice(1);
  return { ...started, id, end: demo.follow(started.ref, () => {}, AbortSignal.timeout(10_000)) };
}

describe("the demonstration wallet", () => {
  it("is marked as one wherever it is seen", async () => {
    const { presentation, ref, id, end } = await begin();
    expect(presentation).toMatchObject({ demo: true, link: `https://belfry.example/demo-wallet#${id}` });
    expect(wallet.look(id)).toMatchObject({ state: "asking", asks: "Demo City", attributes: ["fullName", "bsn"] });
    wallet.answer(id, { say: "yes", person: "karim" });
    expect(await end).toBe("done");
    expect(await demo.fetch(ref)).toEqual({
      kind: "proven",
      attributes: [
        { tag: "fullName", value: "Karim Youssef Bensaïd", sourceAttribute: "fullName" },
        { tag: "bsn", value: "999999023", sourceAttribute: "bsn" },
      ].map((one) => ({ ...one, source: "Demonstration", demo: true, verifiedAt: NOW })),
    });
  });

  it("knows everything that can be asked, of everybody", async () => {
    const { ref, id } = await begin({ ask: attributeTag.options });
    for (const { id: person } of wallet.look(id)?.people.slice(0, 1) ?? []) wallet.answer(id, { say: "yes", person });
    expect(await demo.fetch(ref)).toMatchObject({ attributes: attributeTag.options.map((tag) => ({ tag })) });
  });

  it("leads to the telephone on the same device, when all is told and not before", async () => {
    const { id } = await begin({ returnUrl: "tel:+31201230001,12345678" });
    expect(wallet.look(id)?.returnUrl).toBeNull();
    expect(wallet.answer(id, { say: "yes", person: "olena" })?.returnUrl).toBe("tel:+31201230001,12345678");
  });

  it("tells nothing before it is paired", async () => {
    const { ref, id, end } = await begin({ pairing: true });
    const code = wallet.look(id)?.pairingCode ?? "";
    expect(code).toMatch(/^\d{4}$/);
    expect(wallet.answer(id, { say: "yes", person: "karim" })?.state).toBe("pairing");
    expect(await demo.pair(ref, code === "0000" ? "0001" : "0000")).toBe("wrong");
    expect(await demo.fetch(ref)).toMatchObject({ kind: "failed", why: "notProven" });
    expect(await demo.pair(ref, code)).toBe("paired");
    expect(wallet.answer(id, { say: "yes", person: "karim" })?.state).toBe("done");
    expect(await end).toBe("done");
  });

  it("takes the first answer alone, and nobody who is not there", async () => {
    const { ref, id } = await begin();
    expect(wallet.answer(id, { say: "yes", person: "nobody" })?.state).toBe("asking");
    wallet.answer(id, { say: "yes", person: "karim" });
    wallet.answer(id, { say: "yes", person: "olena" });
    wallet.answer(id, { say: "no" });
    expect(await demo.fetch(ref)).toMatchObject({ attributes: [{ value: "Karim Youssef Bensaïd" }, {}] });
  });

  it("says no, and forgets when its time is over", async () => {
    const refused = await begin();
    expect(wallet.answer(refused.id, { say: "no" })?.state).toBe("over");
    expect(await refused.end).toBe("cancelled");
    const late = await begin();
    now += 600_000;
    expect(wallet.look(late.id)).toBeNull();
    expect(await late.end).toBe("timeout");
    expect(await demo.fetch(late.ref)).toMatchObject({ kind: "failed" });
    expect(wallet.look("unknown")).toBeNull();
  });
});
