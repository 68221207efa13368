import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ChildSpec } from "../supervisor/child.ts";
import { answersHttp } from "../supervisor/probes.ts";

const FIXTURE = fileURLToPath(new URL("./fixture-child.mjs", import.meta.url));

/** A private folder and real child programs for one test. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), "belfry-launcher-"));
  readonly said: string[] = [];

  constructor() {
    for (const name of ["logs", "run"]) mkdirSync(join(this.folder, name));
  }

  get options() {
    return {
      logDir: join(this.folder, "logs"),
      runDir: join(this.folder, "run"),
      say: (sentence: string) => void this.said.push(sentence),
      grace: 5000,
    };
  }

  async child(name: string, args: readonly string[] = []): Promise<ChildSpec & { readonly port: number }> {
    const port = await freePort();
    return {
      name,
      title: `The ${name}`,
      command: process.execPath,
      args: [FIXTURE, "--name", name, "--listen", String(port), "--diary", join(this.folder, "diary"), ...args],
      cwd: this.folder,
      env: { PATH: process.env["PATH"] ?? "", BELFRY_DATA_DIR: this.folder },
      probe: () => answersHttp(`http://127.0.0.1:${port}/`),
      startTimeout: 20_000,
      port,
    };
  }

  read(name: string): string {
    try {
      return readFileSync(join(this.folder, name), "utf8");
    } catch {
      return "";
    }
  }

  pid(name: string): number {
    return Number(this.read(`run/${name}.pid`));
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    // A zombie has ended; it only waits for its parent to ask.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

/** Asks again and again until the answer is yes. */
export async function until(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + 60_000;
  while (!(await ask())) {
    if (performance.now() > giveUpAt) throw new Error(`It never came to pass that ${what}.`);
    await pause(20);
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((done) => server.once("listening", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (typeof address !== "object" || address === null) throw new Error("The port is unknown.");
  return address.port;
}
