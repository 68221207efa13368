import { type InboundNumber, type PurposeInput, purposeName } from "@belfry/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readOrigins } from "./origins.ts";
import { nameFrom, previewOf, untold } from "./purpose-view.ts";

const NUMBER: InboundNumber = {
  id: "n",
  number: "+318001234",
  label: "",
  payer: "organisation",
  destination: { kind: "announcement", prompt: "goodbye" },
};
const draft: PurposeInput = {
  name: "permits",
  title: { nl: "Bel over uw vergunning", fr: " " },
  explanation: {},
  languages: ["nl", "fr"],
  number: "n",
  attributes: [
    { tag: "fullName", shown: true },
    { tag: "bsn", shown: false },
  ],
  providers: ["b", "gone", "a"],
  hours: {
    timeZone: "Europe/Amsterdam",
    weekly: [
      { day: 3, from: 540, to: 600 },
      { day: 1, from: 780, to: 1020 },
      { day: 1, from: 510, to: 720 },
    ],
    holidays: [],
  },
  links: [{ label: "Case", template: "https://case.example/{bsn}?name={fullName}&mail={email" }],
  callFromPage: true,
  active: true,
};
const known = {
  country: "NL",
  numbers: [NUMBER],
  providers: [
    { id: "a", name: "DigiD" },
    { id: "b", name: "Yivi" },
  ],
};

describe("the preview of a purpose", () => {
  it("shows the visitor what the button will say, in another language where one is missing", () => {
    expect(previewOf(draft, known, "fr")).toMatchObject({
      title: "Bel over uw vergunning",
      explanation: "",
      asks: ["fullName", "bsn"],
      providers: ["Yivi", "DigiD"],
      number: "0800 1234",
      payer: "organisation",
      opens: { day: 1, from: 510 },
    });
    const empty = { ...draft, number: "", hours: null };
    expect(previewOf(empty, known, "fr")).toMatchObject({ number: null, payer: null, opens: null });
  });

  it("shows the agent what they may see, and links with all that is asked, encoded", () => {
    const { shown, hidden, links } = previewOf(draft, known, "nl");
    expect(shown.map(({ tag }) => tag)).toEqual(["fullName"]);
    expect(hidden).toEqual(["bsn"]);
    expect(links).toEqual([
      { label: "Case", url: "https://case.example/999990019?name=Robin%20de%20Vries&mail={email" },
    ]);
  });
});

describe("a provider that is chosen", () => {
  it("is named with what is asked and it cannot tell", () => {
    const irma = { kind: "irma", url: "", authentication: "none", requestor: "", hasSecret: false } as const;
    const demo = { kind: "demo", id: "a", name: "Demo", hasSecret: false } as const;
    const yivi = { ...irma, id: "b", name: "Yivi", mapping: { fullName: ["n"] } };
    const unused = { ...irma, id: "c", name: "Other", mapping: {} };
    expect(untold(draft, [demo, yivi, unused])).toEqual([{ provider: "Yivi", tags: ["bsn"] }]);
  });
});

describe("the name of a purpose", () => {
  it.each([
    ["Bel over uw vergunning", "bel-over-uw-vergunning"],
    ["État civil: été!", "etat-civil-ete"],
    ["Дозвіл", ""],
    [`${"a".repeat(39)} b`, "a".repeat(39)],
  ])("of “%s” is %s", (title, name) => expect(nameFrom(title)).toBe(name));

  it("is one that the server takes, or nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (title) => {
        const name = nameFrom(title);
        expect(name === "" || purposeName.safeParse(name).success).toBe(true);
      }),
    );
  });
});

describe("websites, one per line", () => {
  it("are read as people write them", () => {
    const text = " https://www.City.example/ \n\nhttps://www.city.example:443\nhttp://localhost:8080\n";
    expect(readOrigins(text)).toEqual({ origins: ["https://www.city.example", "http://localhost:8080"], mistakes: [] });
  });

  it("are told what is wrong with which line, and what was meant", () => {
    const lines = [
      "www.city.example",
      "https://city.example/contact",
      "https://*.city.example",
      "https://",
      "https://a@b.c",
    ];
    const mistakes = readOrigins(lines.join("\n")).mistakes.map(({ line, why, origin }) => [line, why, origin]);
    expect(mistakes).toEqual([
      [1, "scheme", ""],
      [2, "path", "https://city.example"],
      [3, "wildcard", ""],
      [4, "other", ""],
      [5, "other", ""],
    ]);
    const many = Array.from({ length: 51 }, (_, index) => `https://a${index}.example`).join("\n");
    expect(readOrigins(many).mistakes).toMatchObject([{ line: 51, why: "tooMany" }]);
  });
});
