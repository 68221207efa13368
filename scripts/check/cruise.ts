import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const repository = fileURLToPath(new URL("../..", import.meta.url));

export interface Cruised {
  readonly modules: number;
  /** One line each: rule, from and to. */
  readonly violations: readonly string[];
}

interface Report {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly module: string; readonly dependencyTypes: readonly string[] }[];
  }[];
  readonly summary: {
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

/** Applies the import rules to those of the given folders below `base` that exist. */
export async function cruise(base: string, folders: readonly string[]): Promise<Cruised> {
  const cwd = resolve(repository, base);
  const present = folders.filter((folder) => existsSync(join(cwd, folder)));
  const program = join(repository, "node_modules/.bin/depcruise");
  const config = join(repository, ".dependency-cruiser.cjs");
  const args = [program, "--config", config, "--output-type", "json", ...present];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd, maxBuffer: 256 * 1024 * 1024 }).catch(
    // Its exit code is the number of violations; the report is complete all the same.
    (error: { stdout?: string; stderr?: string }) => {
      if (error.stdout?.startsWith("{") === true) return { stdout: error.stdout };
      throw new Error(`dependency-cruiser failed: ${error.stderr ?? "no message"}`);
    },
  );
  const report: Report = JSON.parse(stdout);
  const modules = report.modules.filter(({ source }) => /^(packages|apps|tests|bench|scripts)\//.test(source));
  const byRule = report.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  return { modules: modules.length, violations: [...byRule, ...undeclared(cwd, modules)] };
}

/**
 * Whatever a workspace imports by name stands in its own package.json; tests may also use the tools of the root.
 * dependency-cruiser does not know this of linked workspaces.
 */
function undeclared(cwd: string, modules: Report["modules"]): readonly string[] {
  const declared = new Map<string, ReadonlySet<string>>();
  const names = (folder: string): ReadonlySet<string> => {
    const known = declared.get(folder) ?? readDeclared(join(cwd, folder, "package.json"));
    declared.set(folder, known);
    return known;
  };
  return modules.flatMap(({ source, dependencies }) => {
    const folder = /^(packages|apps)\/[^/]+|^(tests|bench)(?=\/)/.exec(source)?.[0] ?? ".";
    const isTool =
      /^(\.|tests|bench)$/.test(folder) || /\.(test|bench)\.tsx?$|(^|\/)[^/]*\.config\.ts$|\/testing\//.test(source);
    return dependencies
      .filter(({ module, dependencyTypes }) => /^[@a-z]/i.test(module) && !dependencyTypes.includes("core"))
      .map(({ module }) => /^(@[^/]+\/)?[^/]+/.exec(module)?.[0] ?? module)
      .filter((name) => !name.startsWith("virtual:") && !names(folder).has(name) && !(isTool && names(".").has(name)))
      .map((name) => `no-undeclared-dependencies: ${source} → ${name}`);
  });
}

function readDeclared(file: string): ReadonlySet<string> {
  if (!existsSync(file)) return new Set();
  const manifest: Record<string, unknown> = JSON.parse(readFileSync(file, "utf8"));
  const kinds = ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"];
  return new Set([String(manifest["name"]), ...kinds.flatMap((kind) => Object.keys(manifest[kind] ?? {}))]);
}
