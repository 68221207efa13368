import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadSecrets, openRunFolder, requireSpace } from "./folder.ts";

let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "belfry-folder-"));
});
afterEach(() => rmSync(base, { recursive: true }));

describe("openRunFolder", () => {
  it("makes a folder that is its owner's alone, and takes it again", () => {
    const dataDir = join(base, "data");
    expect(openRunFolder(dataDir)).toEqual(openRunFolder(dataDir));
    chmodSync(dataDir, 0o755);
    openRunFolder(dataDir);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });

  it("says what to do when there is a file in its place, or when its path is too long", () => {
    writeFileSync(join(base, "file"), "");
    expect(() => openRunFolder(join(base, "file"))).toThrow(/cannot be used as a folder .* BELFRY_DATA_DIR/);
    expect(() => openRunFolder(join(base, "x".repeat(80)))).toThrow(/too long/);
  });
});

describe("loadSecrets", () => {
  it("makes them once, each of 32 bytes, and private", () => {
    const folder = openRunFolder(join(base, "data"));
    const secrets = loadSecrets(folder);
    expect(new Set(Object.values(secrets)).size).toBe(4);
    for (const secret of Object.values(secrets)) expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(loadSecrets(folder)).toEqual(secrets);
    expect(statSync(join(folder.dataDir, "secrets.json")).mode & 0o777).toBe(0o600);
  });

  it.each(["", "{", "[]", '{"sipSecret": "short"}'])("never replaces a broken file (%j)", (text) => {
    const folder = openRunFolder(join(base, "data"));
    const path = join(folder.dataDir, "secrets.json");
    writeFileSync(path, text);
    expect(() => loadSecrets(folder)).toThrow(/has no usable sipSecret\. Put the file back from a backup/);
    expect(readFileSync(path, "utf8")).toBe(text);
  });
});

it("asks for free space, naming the place", () => {
  expect(() => requireSpace(base, 1)).not.toThrow();
  expect(() => requireSpace(base, 2 ** 60)).toThrow(/Only \d+ MB are free for .* Belfry needs \d+ MB/);
});
