import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readVouch, vouchesFor, writeVouch } from "./vouch-cookie.ts";

const NOW = 1_790_000_000_000;
const SECRET = "a secret of at least 32 characters";
const settings = { secrets: [SECRET], gate: true, issuer: "crm", audience: "belfry", domain: null };
const anna = { username: "anna", userID: "17", organisation: "demo" };

describe("the VouchCookie", () => {
  it("reads back what it writes, until it ends", async () => {
    const name = fc.string({ minLength: 1, maxLength: 40 }).filter((text) => text.trim() === text);
    await fc.assert(
      fc.asyncProperty(name, name, fc.integer({ min: 10, max: 1e6 }), async (username, userID, seconds) => {
        const who = { username, userID, organisation: "demo" };
        const header = `a=b; VouchCookie=${await writeVouch(who, settings, NOW, NOW + seconds * 1000)}; c=d`;
        expect(await readVouch(header, settings, NOW)).toEqual({ vouched: who });
        expect(await readVouch(header, settings, NOW + (seconds + 5) * 1000)).toHaveProperty("reason");
      }),
    );
  });

  it("takes no token in which a single character was changed", async () => {
    const token = await writeVouch(anna, settings, NOW, NOW + 60_000);
    // The last character holds two bits that mean nothing (RFC 4648, section 3.5).
    const place = fc.integer({ min: 0, max: token.length - 2 });
    const character = fc.constantFrom(..."ABCXYZabcxyz0189-_.=");
    await fc.assert(
      fc.asyncProperty(place, character, async (at, other) => {
        fc.pre(token[at] !== other);
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        expect(await readVouch(`VouchCookie=${changed}`, settings, NOW)).toHaveProperty("reason");
      }),
      { numRuns: 300 },
    );
  });

  it("refuses whatever else may come, without a word of it in the reason", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 200 }), async (text) => {
        const verdict = await readVouch(`VouchCookie=${text}`, settings, NOW);
        expect(verdict).toHaveProperty("reason");
        if (text.length > 30 && "reason" in verdict) expect(verdict.reason).not.toContain(text);
      }),
    );
  });

  it("vouches for one person of one organisation", () => {
    const id = "0b7d1f0e-5a52-4b61-9d5c-6a1f6f0d2c11";
    const me = { person: id, login: "Anna", organisation: { slug: "demo" } };
    expect(vouchesFor(anna, me)).toBe(true);
    expect(vouchesFor({ ...anna, organisation: null }, me)).toBe(true);
    expect(vouchesFor({ ...anna, organisation: "haven" }, me)).toBe(false);
    expect(vouchesFor({ ...anna, username: "annabel" }, me)).toBe(false);
    expect(vouchesFor({ ...anna, username: "a.jansen", userID: "anna" }, me)).toBe(true);
    // An id of ours decides, whatever the name says.
    expect(vouchesFor({ ...anna, userID: id.toUpperCase() }, me)).toBe(true);
    expect(vouchesFor({ ...anna, userID: id.replace("0b", "0c") }, me)).toBe(false);
  });
});
