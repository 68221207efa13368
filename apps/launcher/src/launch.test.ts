import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { holdDataFolder } from "./instance.ts";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

let base: string;
let dataDir: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "belfry-launch-"));
  dataDir = join(base, "data");
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

interface Outcome {
  readonly code: number | null;
  readonly output: string;
}

/** A real start, which is expected to end by itself. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const own = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("BELFRY_")));
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...own, BELFRY_DATA_DIR: dataDir, BELFRY_INTERNAL_PORT: "15680", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  }
  return new Promise((done) => child.once("close", (code) => done({ code, output })));
}

describe("npm start", () => {
  it("explains itself", async () => {
    const { code, output } = await start(["--help"]);
    expect(code).toBe(0);
    expect(output).toContain("npm start [-- OPTIONS]");
    expect(output).toContain("BELFRY_MEDIA_ADVERTISED");
    expect(existsSync(dataDir)).toBe(false);
  });

  it("refuses what it does not understand", async () => {
    const { code, output } = await start(["--colour"]);
    expect(code).toBe(1);
    expect(output).toContain("Unknown option '--colour'. npm start -- --help lists what can be said.");
  });

  it("lists every mistake in the settings before anything is made", async () => {
    const config = join(base, "own.json");
    writeFileSync(config, '{ "BELFRY_TLS": "yes" }');
    const { code, output } = await start(["--config", config], { BELFRY_PORT: "many" });
    expect(code).toBe(1);
    expect(output).toContain("2 settings are not right:");
    expect(output).toContain("BELFRY_PORT is “many” in the environment");
    expect(output).toContain("BELFRY_TLS is “yes” in the config file");
    expect(output).toContain(`The config file is ${config}.`);
    expect(existsSync(dataDir)).toBe(false);
  });

  it("says when the config file that was named is not there", async () => {
    const { code, output } = await start(["--config", "/nonexistent.json"]);
    expect(code).toBe(1);
    expect(output).toContain("There is no config file /nonexistent.json.");
  });

  it("names a taken port and starts nothing", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const { code, output } = await start(["--no-install"], { BELFRY_PORT: String(port) });
    server.close();
    expect(code).toBe(1);
    expect(output).toMatch(new RegExp(`Port ${port} \\(TCP\\) on 127\\.0\\.0\\.1 is taken by .*BELFRY_PORT\\.`));
    expect(existsSync(dataDir)).toBe(false);
  });

  it("does not start twice in one data folder", async () => {
    mkdirSync(dataDir);
    const lock = await holdDataFolder(dataDir, "process 7, http://localhost:1");
    const { code, output } = await start(["--no-install"]);
    lock.close();
    expect(code).toBe(1);
    expect(output).toContain(`Belfry already runs with ${dataDir} (process 7, http://localhost:1).`);
  });

  it("says when the data folder cannot be made", async () => {
    writeFileSync(join(base, "file"), "");
    const { code, output } = await start(["--no-install"], { BELFRY_DATA_DIR: join(base, "file/data") });
    expect(code).toBe(1);
    expect(output).toMatch(/file\/data cannot be used as a folder \(ENOTDIR\)\. Choose another with BELFRY_DATA_DIR\./);
  });
});
