import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LogFile } from "./log-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "belfry-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (name: string) => readFileSync(join(folder, name), "utf8");

describe("LogFile", () => {
  it("puts a full file aside and keeps only so many", () => {
    const log = new LogFile(join(folder, "x.log"), { maxBytes: 10, kept: 2 });
    for (const word of ["first 8", "second 8", "third  8", "fourth 8"]) log.write(Buffer.from(word));
    log.close();
    expect([read("x.log"), read("x.log.1"), read("x.log.2")]).toEqual(["fourth 8", "third  8", "second 8"]);
    expect(existsSync(join(folder, "x.log.3"))).toBe(false);
  });

  it("goes on with a file that is there, and is private", () => {
    for (const word of ["one ", "two"]) {
      const log = new LogFile(join(folder, "x.log"));
      log.write(Buffer.from(word));
      log.close();
    }
    expect(read("x.log")).toBe("one two");
    expect(statSync(join(folder, "x.log")).mode & 0o777).toBe(0o600);
  });

  it("remembers the last lines since it was told to forget", () => {
    const log = new LogFile(join(folder, "x.log"));
    log.write(Buffer.from("old\n"));
    log.forget();
    log.write(Buffer.from("a\nb"));
    log.write(Buffer.from("b\n\nc\n"));
    expect(log.lastLines(2)).toEqual(["bb", "c"]);
    expect(log.lastLines(9)).toEqual(["a", "bb", "c"]);
    log.close();
    log.close();
  });

  it("follows no link", () => {
    symlinkSync(join(folder, "elsewhere"), join(folder, "x.log"));
    expect(() => new LogFile(join(folder, "x.log"))).toThrow();
    expect(existsSync(join(folder, "elsewhere"))).toBe(false);
  });
});
