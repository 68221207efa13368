import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { describeSettings } from "../../packages/settings/src/index.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const pages = execFileSync("git", ["ls-files", "*.md"], { cwd: root, encoding: "utf8" }).trim().split("\n");
const read = (page: string) => readFileSync(join(root, page), "utf8");

it("every link within the repository leads to a page that is there", () => {
  expect(pages.length).toBeGreaterThan(10);
  const broken = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
      .filter(([, target = ""]) => !existsSync(join(root, dirname(page), target)))
      .map(([, target]) => `${page} → ${target}`),
  );
  expect(broken).toEqual([]);
});

it("every setting that a page names exists", () => {
  const known = new Set(describeSettings().map(({ name }) => name));
  const unknown = pages.flatMap((page) =>
    [...read(page).matchAll(/\bBELFRY_(?!TEST_|EXAMPLE_)[A-Z_]+[A-Z]\b/g)]
      .filter(([name]) => !known.has(name))
      .map(([name]) => `${page}: ${name}`),
  );
  expect(unknown).toEqual([]);
});

it("every flow is drawn", () => {
  const flows = pages.filter((page) => page.startsWith("docs/flows/") && !page.endsWith("README.md"));
  expect(flows.length).toBeGreaterThanOrEqual(8);
  for (const page of flows) expect(read(page), page).toMatch(/```mermaid\n(sequenceDiagram|stateDiagram-v2)\n/);
});

it("every command that the pages tell to run is a script of package.json", () => {
  const manifest: { scripts: Record<string, string> } = JSON.parse(read("package.json"));
  const told = pages.flatMap((page) =>
    [...read(page).matchAll(/`npm run ([a-z:]+)(?![^`]*-w )/g)].map(([, name = ""]) => name),
  );
  for (const name of told) expect(manifest.scripts).toHaveProperty([name]);
});
