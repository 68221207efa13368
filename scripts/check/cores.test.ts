import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const cores = ["packages/sip/src", "packages/floor/src/call"];

const forbidden = [
  "setTimeout(() => {}, 1);",
  "setInterval(() => {}, 1);",
  "export const now = Date.now();",
  "export const now = new Date();",
  "export const now = performance.now();",
  "export const chance = Math.random();",
  "export const environment = process.env;",
  'await fetch("http://localhost/");',
  "export const id = crypto.randomUUID();",
  'console.log("here");',
  "export const later = globalThis.setTimeout;",
  'export { createHash } from "node:crypto";',
  'export { readFile } from "node:fs/promises";',
];
const allowed = "export const year = (now: number, random: number) => new Date(now).getUTCFullYear() + random;";

// One run of the linter, with the repository's own configuration, over a folder in which everything is planted.
let report = "";
const base = mkdtempSync(join(tmpdir(), "belfry-cores-"));
const pathOf = (folder: string, index: number) => `${folder}/planted-${index}.ts`;

beforeAll(() => {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  const config: Record<string, unknown> = JSON.parse(readFileSync(join(root, "biome.json"), "utf8"));
  write("biome.json", JSON.stringify({ ...config, vcs: { enabled: false } }));
  cpSync(join(root, "scripts/check/rules"), join(base, "scripts/check/rules"), { recursive: true });
  for (const folder of [...cores, "apps/server/src"]) {
    for (const [index, code] of [...forbidden, allowed].entries()) write(pathOf(folder, index), `${code}\n`);
  }
  for (const folder of cores) write(`${folder}/anything.test.ts`, "setTimeout(() => {}, 1);\n");
  const biome = [join(root, "node_modules/.bin/biome"), "lint", "--colors=off", "--max-diagnostics=none"];
  const result = spawnSync(process.execPath, biome, { cwd: base, encoding: "utf8" });
  report = result.stdout + result.stderr;
});
afterAll(() => rmSync(base, { recursive: true }));

describe.each(cores)("in %s", (folder) => {
  it.each(forbidden.map((code, index): [string, number] => [code, index]))("%s is refused", (_code, index) => {
    expect(report).toContain(`${pathOf(folder, index)}:`);
  });

  it("a given time may be read, and a random number be a parameter", () => {
    expect(report).not.toContain(pathOf(folder, forbidden.length));
  });

  it("tests may do what they like", () => {
    expect(report).not.toContain(`${folder}/anything.test.ts`);
  });
});

it("the rest of the repository may use them", () => {
  expect(report).not.toContain("apps/server/src");
});
