import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { cruise } from "./cruise.ts";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A repository of exactly these files; every workspace named in a path gets a package.json. */
function plant(files: Readonly<Record<string, string>>): string {
  const base = mkdtempSync(join(tmpdir(), "belfry-imports-"));
  folders.push(base);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  };
  write("package.json", JSON.stringify({ name: "root", type: "module" }));
  for (const [path, text] of Object.entries(files)) {
    const workspace = /^(packages|apps)\/[^/]+/.exec(path)?.[0];
    if (workspace !== undefined)
      write(`${workspace}/package.json`, JSON.stringify({ name: workspace, type: "module" }));
    write(path, text);
  }
  return base;
}

const violationsOf = async (files: Readonly<Record<string, string>>) =>
  (await cruise(plant(files), ["packages", "apps"])).violations;

const value = "export const value = 1;\n";
const typeImport = (from: string) => `import type { value } from "${from}";\nexport type Copy = typeof value;\n`;
const importing = (from: string) => `export { value } from "${from}";\n`;

const planted: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "contracts-and-sip-stand-alone": {
    "packages/contracts/src/index.ts": value,
    "packages/sip/src/index.ts": typeImport("../../contracts/src/index.ts"),
  },
  "floor-knows-only-contracts": {
    "packages/sip/src/index.ts": value,
    "packages/floor/src/index.ts": typeImport("../../sip/src/index.ts"),
  },
  "packages-never-import-apps": {
    "apps/server/src/index.ts": value,
    "packages/phone/src/index.ts": importing("../../../apps/server/src/index.ts"),
  },
  "apps-never-import-apps": {
    "apps/server/src/index.ts": value,
    "apps/desk/src/index.ts": typeImport("../../server/src/index.ts"),
  },
  "server-rooms-stay-apart": {
    "apps/server/src/history/rows.ts": value,
    "apps/server/src/door/http.ts": typeImport("../history/rows.ts"),
  },
  "only-keepers-know-the-store": {
    "apps/server/src/store/rows.ts": value,
    "apps/server/src/door/http.ts": typeImport("../store/rows.ts"),
  },
  "only-main-wires": {
    "apps/server/src/main.ts": value,
    "apps/server/src/config.ts": importing("./main.ts"),
  },
  "no-deep-imports": {
    "packages/phone/src/inside.ts": value,
    "apps/desk/src/app.ts": importing("../../../packages/phone/src/inside.ts"),
  },
  "no-cycles": {
    "packages/phone/src/a.ts": `${importing("./b.ts")}export const more = 1;\n`,
    "packages/phone/src/b.ts": 'export { more as value } from "./a.ts";\n',
  },
  "nothing-unresolvable": { "packages/phone/src/index.ts": importing("./nowhere.ts") },
  "no-undeclared-dependencies": { "packages/phone/src/index.ts": 'import * as z from "zod";\nexport const a = z;\n' },
  "cores-touch-nothing": { "packages/sip/src/index.ts": 'export { readFile } from "node:fs/promises";\n' },
  "no-test-tools-in-the-product": {
    "node_modules/tool/package.json": JSON.stringify({ name: "tool", main: "index.js" }),
    "node_modules/tool/index.js": "exports.value = 1;\n",
    "packages/phone/src/index.ts": importing("tool"),
  },
};

describe("the import rules", () => {
  it.each(Object.keys(planted))("%s catches what is planted for it", async (rule) => {
    const files = planted[rule] ?? {};
    const base = plant(files);
    if (rule === "no-test-tools-in-the-product") {
      const manifest = { name: "phone", devDependencies: { tool: "1.0.0" } };
      writeFileSync(join(base, "packages/phone/package.json"), JSON.stringify(manifest));
    }
    const { violations } = await cruise(base, ["packages", "apps"]);
    expect(violations.map((line) => line.split(":")[0])).toContain(rule);
  });

  it("has a planted violation for every rule", () => {
    const config: { forbidden: readonly { name: string }[] } = createRequire(import.meta.url)(
      "../../.dependency-cruiser.cjs",
    );
    expect(Object.keys(planted)).toEqual(expect.arrayContaining(config.forbidden.map(({ name }) => name)));
  });

  it("lets main.ts wire the rooms, and the floor know the contracts", async () => {
    const violations = await violationsOf({
      "packages/contracts/src/index.ts": value,
      "packages/floor/src/step.ts": typeImport("../../contracts/src/index.ts"),
      "apps/server/src/store/rows.ts": value,
      "apps/server/src/history/calls.ts": typeImport("../store/rows.ts"),
      "apps/server/src/door/http.ts": value,
      "apps/server/src/main.ts": `import "./store/rows.ts";\n${importing("./door/http.ts")}`,
    });
    expect(violations).toEqual([]);
  });

  it("reports the number of modules, so that none is not taken for none wrong", async () => {
    expect(await cruise(plant({ "packages/empty/readme.txt": "" }), ["packages"])).toEqual({
      modules: 0,
      violations: [],
    });
    expect((await cruise(plant({ "packages/phone/src/index.ts": value }), ["packages"])).modules).toBe(1);
  });
});
