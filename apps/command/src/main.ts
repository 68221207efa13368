import { readFileSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { wrongUse } from "./mistake.ts";
import { run } from "./run.ts";

const CONFIG = "belfry.config.json";

function configFile(path: string | null): string | null {
  try {
    return readFileSync(path ?? CONFIG, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    if (path === null && code === "ENOENT") return null;
    throw wrongUse(
      `The config file ${path ?? CONFIG} cannot be read (${String(code)}). Name another with --config FILE.`,
    );
  }
}

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  configFile,
  say: (words) => console.log(words),
  complain: (words) => console.error(words),
  piped: () => text(process.stdin),
  ask: process.stdin.isTTY === true ? ask : null,
});
