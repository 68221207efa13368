import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readText, streamText } from "./texts.ts";

const MOST = 1024 * 1024;
async function* file(octets: Uint8Array, cut: number) {
  for (let at = 0; at < octets.length; at += cut) yield octets.subarray(at, at + cut);
}
async function streamed(octets: Uint8Array, cut = 3): Promise<string> {
  let text = "";
  for await (const part of streamText(file(octets, cut), MOST)) text += part;
  return text;
}
const utf16be = (text: string) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16();
const whole = fc.string({ unit: "grapheme" }).filter((text) => !/^[\uFEFF\uFFFE]/.test(text));

describe("the text of a file", () => {
  it("is the same in UTF-8 and UTF-16, wherever it is cut", async () => {
    await fc.assert(
      fc.asyncProperty(whole, fc.integer({ min: 1, max: 7 }), async (text, cut) => {
        for (const octets of [
          Buffer.from(text),
          Buffer.from(`\uFEFF${text}`),
          Buffer.from(`\uFEFF${text}`, "utf16le"),
          utf16be(text),
        ]) {
          expect(await streamed(octets, cut)).toBe(text);
          expect((await readText(file(octets, cut), MOST, "windows-1252")).text).toBe(text);
        }
      }),
    );
  });

  it("is read as spreadsheets wrote it before UTF-8, where the whole can be looked at", async () => {
    const old = Buffer.from("Chlo\xe9;\x80 5", "latin1");
    expect(await readText(file(old, 2), MOST, "windows-1252")).toEqual({ encoding: "windows-1252", text: "Chloé;€ 5" });
    const cyrillic = Buffer.from([0xce, 0xeb, 0xe5, 0xed, 0xe0]);
    expect(await readText(file(cyrillic, 2), MOST, "windows-1251")).toEqual({
      encoding: "windows-1251",
      text: "Олена",
    });
    await expect(streamed(old)).rejects.toMatchObject({ code: "file_not_text" });
    await expect(streamed(Buffer.from([0xff]))).rejects.toMatchObject({ code: "file_not_text" });
  });

  it("is refused when it is too large, before it has all been taken", async () => {
    await expect(readText(file(Buffer.alloc(50), 10), 40, "windows-1252")).rejects.toMatchObject({
      code: "payload_too_large",
    });
  });
});
