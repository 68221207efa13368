import { describe, expect, it } from "vitest";
import { TEXTS } from "./all.ts";
import { fill } from "./first.ts";

const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();

describe.each(["nl", "fr", "uk"] as const)("the texts in %s", (language) => {
  it("say something, with the same places to fill in as in English", () => {
    for (const [name, text] of Object.entries(TEXTS[language])) {
      const english = Object.entries(TEXTS.en).find(([one]) => one === name)?.[1] ?? "";
      expect(places(text), name).toEqual(places(english));
      expect(text.trim(), name).not.toBe("");
    }
  });
});

it("fills in what is known and leaves the rest", () => {
  expect(fill("{a} and {b}", { a: "1" })).toBe("1 and {b}");
});
