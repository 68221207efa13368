import { ERRORS } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { texts as en } from "./en/index.ts";
import { texts as fr } from "./fr/index.ts";
import { texts as nl } from "./nl/index.ts";
import { texts as uk } from "./uk/index.ts";

type Tree = { readonly [key: string]: string | Tree };

/** `a.b.c` → text of every text in a tree. */
function flat(tree: Tree, prefix = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === "string") found.set(prefix + key, value);
    else for (const [name, text] of flat(value, `${prefix}${key}.`)) found.set(name, text);
  }
  return found;
}

const PLURAL = /_(zero|one|two|few|many|other)$/;
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).toSorted();

const plain: Tree = JSON.parse(JSON.stringify(en));
const english = flat(plain);
const stems = new Set([...english.keys()].map((key) => key.replace(PLURAL, "")));
const plurals = [...english.keys()].filter((key) => key.endsWith("_other")).map((key) => key.replace(PLURAL, ""));

describe.each([
  ["nl", nl],
  ["fr", fr],
  ["uk", uk],
] as const)("the texts in %s", (language, texts) => {
  const tree: Tree = JSON.parse(JSON.stringify(texts));
  const found = flat(tree);

  it("have the keys of English, no more and no fewer", () => {
    expect(new Set([...found.keys()].map((key) => key.replace(PLURAL, "")))).toEqual(stems);
  });

  it("are never empty", () => {
    expect([...found].filter(([, text]) => text.trim() === "")).toEqual([]);
  });

  it("have every plural form that the language counts with", () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const stem of plurals) {
      expect(forms.filter((form) => !found.has(`${stem}_${form}`))).toEqual([]);
    }
  });

  it("fill in the same parameters as English", () => {
    for (const [key, text] of found) {
      const original = english.get(key) ?? english.get(key.replace(PLURAL, "_other")) ?? "";
      expect({ key, parameters: placeholders(text) }).toEqual({ key, parameters: placeholders(original) });
    }
  });

  it("are translated: long sentences differ from English", () => {
    const same = [...found].filter(([key, text]) => text.split(" ").length > 4 && english.get(key) === text);
    expect(same).toEqual([]);
  });
});

describe("the texts of errors", () => {
  it("cover the registry", () => {
    expect(Object.keys(ERRORS).filter((code) => !english.has(`desk.errors.${code}`))).toEqual([]);
  });

  it("fill in parameters that the registry has", () => {
    for (const [code, { text }] of Object.entries(ERRORS)) {
      const wanted = (text.match(/\{\w+\}/g) ?? []).map((one) => `{${one}}`).toSorted();
      expect({ code, parameters: placeholders(english.get(`desk.errors.${code}`) ?? "") }).toEqual({
        code,
        parameters: wanted,
      });
    }
  });
});

describe("Ukrainian counting", () => {
  it("says one, few and many differently", () => {
    const forms = ["_one", "_few", "_many"].map((form) =>
      flat(JSON.parse(JSON.stringify(uk))).get(`desk.queues.more${form}`),
    );
    expect(new Set(forms).size).toBe(3);
  });
});
