import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const PROGRAM = fileURLToPath(new URL("main.ts", import.meta.url));
const run = (...args: string[]) => spawnSync(process.execPath, [PROGRAM, ...args], { encoding: "utf8" });

describe("the demo caller's options", () => {
  it.each([
    ["--bogus", "Unknown option '--bogus'"],
    ["stray", "Unexpected argument 'stray'"],
  ])("tells in one sentence what is wrong with %s", (argument, mistake) => {
    const { status, stdout, stderr } = run(argument);
    expect(stdout).toBe(`${mistake}. Run \`npm run demo:call -- --help\` to see what can be given.\n`);
    expect(stderr).toBe("");
    expect(status).toBe(2);
  });
});
