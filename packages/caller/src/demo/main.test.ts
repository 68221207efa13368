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

  it.each([
    [["--server", "127.0.0.1:99999"], "--server 127.0.0.1:99999: give the host and the port"],
    [["--server", "127.0.0.1:sip"], "--server 127.0.0.1:sip: give the host and the port"],
    [["--minutes", "soon"], "--minutes soon: give a number above 0."],
    [["--language", "xx"], "--language xx: choose en, nl, fr or uk."],
  ])("and with %j", (args, mistake) => {
    const { status, stdout } = run(...args);
    expect(stdout).toContain(mistake);
    expect(status).toBe(2);
  });
});
