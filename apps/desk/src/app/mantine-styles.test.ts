import { globSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SOURCES = fileURLToPath(new URL("..", import.meta.url));
const MANTINE = dirname(createRequire(import.meta.url).resolve("@mantine/core/styles.css"));
const ESM = join(MANTINE, "esm");
/** What every page needs, whatever components it uses. */
const GROUND = ["baseline", "default-css-variables", "global"];

/** The names that the pages import from Mantine. */
function imported(): Set<string> {
  const files = globSync("**/*.{ts,tsx}", { cwd: SOURCES }).map((file) => readFileSync(join(SOURCES, file), "utf8"));
  const lists = files.flatMap((text) => [...text.matchAll(/import \{([^}]*)\} from "@mantine\/core"/g)]);
  const names = lists.flatMap(([, list = ""]) => list.split(","));
  return new Set(names.map((name) => name.trim()).filter((name) => name !== "" && !name.startsWith("type ")));
}

/** The style sheets behind a module of Mantine and behind all that it imports. */
function sheetsOf(file: string, seen: Set<string>): string[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const own = /([A-Za-z]+)\.module\.mjs$/.exec(file)?.[1];
  const imports = [...readFileSync(file, "utf8").matchAll(/from "(\.[^"]+)"/g)].map(([, path = ""]) => path);
  return [
    ...(own === undefined ? [] : [own]),
    ...imports.flatMap((path) => sheetsOf(resolve(dirname(file), path), seen)),
  ];
}

describe("the styles of the components", () => {
  it("are those of the components that the pages use, no fewer and no more", () => {
    const index = readFileSync(join(ESM, "index.mjs"), "utf8");
    const seen = new Set<string>();
    const needed = [...imported()].flatMap((name) => {
      const path = new RegExp(`import \\{[^}]*\\b${name}\\b[^}]*\\} from "(\\./[^"]+)"`).exec(index)?.[1];
      return path === undefined ? [] : sheetsOf(resolve(ESM, path), seen);
    });
    const list = readFileSync(new URL("./mantine-styles.ts", import.meta.url), "utf8");
    const given = [...list.matchAll(/styles\/([\w-]+)\.css/g)].map(([, name]) => name);
    expect(given.toSorted()).toEqual([...GROUND, ...needed].toSorted());
  });
});
