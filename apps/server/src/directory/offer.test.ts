import { type OpeningHours, purposeOffer } from "@belfry/contracts";
import { isOpen } from "@belfry/floor";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PublicPurpose } from "./lookups.ts";
import { type OfferedProvider, offerOf, textIn } from "./offer.ts";

const ID = (end: number) => `0b5cc2f0-2d6c-4a41-8b0e-${String(end).padStart(12, "0")}`;
const DAY = 24 * 3600_000;
const at = (text: string) => Date.parse(text);
const office: OpeningHours = {
  timeZone: "Europe/Amsterdam",
  weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: 540, to: 1020 })),
  holidays: [{ date: "2026-12-25", name: "Christmas", open: [] }],
};
const providers: readonly OfferedProvider[] = [
  { id: ID(1), kind: "oidc", name: "DigiD" },
  { id: ID(2), kind: "irma", name: "Yivi" },
];

function found(purpose: Partial<PublicPurpose["purpose"]> = {}, forgetAfterMinutes = 60): PublicPurpose {
  return {
    organisation: {
      id: ID(7),
      slug: "city",
      name: "City",
      country: "NL",
      language: "nl",
      otherLanguages: [],
      timeZone: "Europe/Amsterdam",
      retentionDays: 90,
      recordingDays: 30,
      supervisionTold: "always",
    },
    purpose: {
      id: ID(8),
      name: "permits",
      title: { nl: "Bel over uw vergunning", en: "Call about your permit" },
      explanation: { nl: "Wij zien wie u bent." },
      languages: ["nl", "en"],
      number: ID(9),
      attributes: [
        { tag: "fullName", shown: true },
        { tag: "bsn", shown: false },
      ],
      providers: [ID(2), ID(1)],
      hours: office,
      links: [{ label: "Case", template: "https://case.example/{bsn}" }],
      callFromPage: true,
      active: true,
      ...purpose,
    },
    number: {
      id: ID(9),
      number: "+318001234",
      label: "",
      destination: { kind: "announcement", prompt: "goodbye" },
      payer: "organisation",
    },
    settings: { origins: [], codeLength: 8, forgetAfterMinutes, forgetCallers: "none" },
  };
}

describe("an offer", () => {
  it("holds what a visitor has to know, and nothing that only the organisation has to", () => {
    const offer = offerOf(found(), providers, "nl", at("2026-12-01T11:00:00+01:00"));
    expect(offer).toEqual({
      organisation: "City",
      title: "Bel over uw vergunning",
      explanation: "Wij zien wie u bent.",
      languages: ["nl", "en"],
      to: { number: "+318001234", national: "0800 1234", payer: "organisation" },
      attributes: ["fullName", "bsn"],
      providers: [
        { id: ID(2), kind: "irma", name: "Yivi" },
        { id: ID(1), kind: "oidc", name: "DigiD" },
      ],
      open: true,
      opensAt: null,
      callFromPage: true,
      forgottenAfter: 3600_000,
    });
    expect(purposeOffer.parse(offer)).toEqual(offer);
    expect(JSON.stringify(offer)).not.toContain("case.example");
  });

  it.each([
    ["before it opens", "2026-12-01T08:59:59+01:00", "2026-12-01T09:00:00+01:00"],
    ["on Friday evening", "2026-12-04T17:00:00+01:00", "2026-12-07T09:00:00+01:00"],
    ["on a holiday", "2026-12-25T10:00:00+01:00", "2026-12-28T09:00:00+01:00"],
    ["on the last evening of winter time", "2027-03-26T20:00:00+01:00", "2027-03-29T09:00:00+02:00"],
    ["on the last evening of summer time", "2026-10-23T20:00:00+02:00", "2026-10-26T09:00:00+01:00"],
  ])("tells %s when it opens", (_, now, opens) => {
    const offer = offerOf(found(), providers, "nl", at(now));
    expect([offer.open, offer.opensAt]).toEqual([false, at(opens)]);
  });

  it("tells of no opening that is weeks away, and of none where it is always open", () => {
    const closed: OpeningHours = { timeZone: "Europe/Amsterdam", weekly: [], holidays: [] };
    const day = { date: "2026-12-20", name: "", open: [{ from: 600, to: 660 }] };
    const now = at("2026-12-01T12:00:00+01:00");
    const opensAt = (hours: OpeningHours | null) => offerOf(found({ hours }), providers, "nl", now).opensAt;
    expect(opensAt(closed)).toBeNull();
    expect(opensAt({ ...closed, holidays: [day] })).toBeNull();
    expect(opensAt({ ...closed, holidays: [{ ...day, date: "2026-12-10" }] })).toBe(at("2026-12-10T10:00:00+01:00"));
    expect(offerOf(found({ hours: null }), providers, "nl", now)).toMatchObject({ open: true, opensAt: null });
  });

  it("leaves out providers that are gone, and promises nothing longer than an hour", () => {
    const one = providers.slice(0, 1);
    expect(offerOf(found(), one, "nl", 0).providers.map(({ name }) => name)).toEqual(["DigiD"]);
    expect(offerOf(found({}, 20), one, "nl", 0).forgottenAfter).toBe(1200_000);
    expect(offerOf(found({}, 90), one, "nl", 0).forgottenAfter).toBe(3600_000);
  });

  it("speaks the language that was asked for, else English, else what there is", () => {
    expect(textIn({ nl: "a", en: "b" }, "nl")).toBe("a");
    expect(textIn({ nl: "a", en: "b" }, "uk")).toBe("b");
    expect(textIn({ nl: "a", en: "" }, "fr")).toBe("a");
    expect(textIn({}, "fr")).toBe("");
  });

  // Where and when the clocks change: by an hour or by half of one, at night or at midnight itself.
  const changes = [
    ["Europe/Amsterdam", "2026-03-29"],
    ["Europe/Amsterdam", "2026-10-25"],
    ["Australia/Lord_Howe", "2026-04-05"],
    ["Australia/Lord_Howe", "2026-10-04"],
    ["Africa/Cairo", "2026-04-24"],
    ["UTC", "2026-07-01"],
  ] as const;
  const minute = fc.integer({ min: 0, max: 1439 });
  const early = fc.integer({ min: 0, max: 240 });
  const span = fc
    .oneof(fc.tuple(minute, minute), fc.tuple(early, early))
    .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 }));
  const spans = fc.array(span, { minLength: 1, maxLength: 2 });
  const around = fc.integer({ min: -DAY, max: DAY });

  it("is closed until the very minute that it tells, also over changes of the clock", () => {
    const told = { later: 0 };
    fc.assert(
      fc.property(fc.constantFrom(...changes), spans, spans, around, ([timeZone, date], usual, open, past) => {
        const now = at(date) + past;
        const weekly = [1, 3, 5, 7].flatMap((day) => usual.map((one) => ({ day, ...one })));
        const hours: OpeningHours = { timeZone, weekly, holidays: [{ date, name: "", open }] };
        const offer = offerOf(found({ hours }), providers, "nl", now);
        expect(offer.open).toBe(isOpen(hours, now));
        const minutes = Array.from({ length: 3 * 24 * 60 }, (_, index) => (Math.ceil(now / 60_000) + index) * 60_000);
        const first = offer.open ? null : (minutes.find((one) => isOpen(hours, one)) ?? null);
        expect(offer.opensAt).toBe(first);
        if (first !== null) told.later += 1;
      }),
      { numRuns: 200 },
    );
    expect(told.later).toBeGreaterThan(50);
  });
});
