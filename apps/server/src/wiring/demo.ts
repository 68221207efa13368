import { spawn } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Refusal } from "@belfry/contracts";
import type { SipAddress } from "@belfry/settings";
import type { Logger } from "pino";
import { bareEnvironment } from "../bare-environment.ts";
import type { Directory } from "../directory/directory.ts";
import type { DirectoryRoom } from "../directory/open-directory.ts";
import { type DemoSignIn, seedDemo, seedOperator } from "../directory/seed-demo.ts";

/** More demo callers at once than a newcomer needs; enough to see a queue grow. */
const MOST_CALLERS = 5;

/** Makes what a first start needs. The passwords are written to a file that only this account reads, and nowhere else. */
export async function seed(
  room: DirectoryRoom,
  options: { readonly demo: boolean; readonly demoWallet: boolean; readonly file: string; readonly now: number },
): Promise<void> {
  const operator = await seedOperator(room, options.now);
  const demo = options.demo ? await seedDemo(room, options.now, { wallet: options.demoWallet }) : [];
  const made = [...demo, ...(operator === null ? [] : [operator])];
  if (made.length > 0) await writeFile(options.file, `${table(made)}\n`, { mode: 0o600, flag: "a" });
}

function table(signIns: readonly DemoSignIn[]): string {
  const rows = [
    ["organisation", "user name", "password", ""],
    ...signIns.map(({ organisation, login, password, name }) => [organisation, login, password, name]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** Rings a number of an organisation of the demo from a caller of our own, a process beside this one. */
export class DemoCallers {
  readonly #sip: SipAddress | null;
  readonly #directory: Directory;
  readonly #log: Logger;
  readonly #running = new Set<() => void>();

  /** `sip` is where the edge hears trunks; the caller must be on this machine, so it must be a loopback address. */
  constructor(options: { readonly sip: SipAddress | null; readonly directory: Directory; readonly log: Logger }) {
    this.#sip = options.sip;
    this.#directory = options.directory;
    this.#log = options.log;
  }

  async ring(organisation: string, number: string): Promise<void> {
    const demo = this.#directory.snapshot(organisation)?.organisation.demo ?? false;
    if (!demo || this.#sip === null) throw new Refusal("not_found");
    if (this.#running.size >= MOST_CALLERS) {
      throw new Refusal("conflict", { detail: `${MOST_CALLERS} demo callers are on the line already` });
    }
    const language = this.#directory.snapshot(organisation)?.organisation.language ?? "en";
    const program = fileURLToPath(import.meta.resolve("@belfry/caller/demo"));
    const args = ["--server", `${this.#sip.host}:${this.#sip.port}`, "--number", number, "--language", language];
    const child = spawn(process.execPath, [program, ...args], {
      env: bareEnvironment(),
      stdio: ["ignore", "ignore", "pipe"],
    });
    const stop = () => child.kill("SIGTERM");
    this.#running.add(stop);
    child.stderr.on("data", (words: Buffer) =>
      this.#log.warn({ words: words.toString() }, "the demo caller complains"),
    );
    child.once("error", (err) => this.#log.error({ err }, "the demo caller could not be started"));
    child.once("close", () => this.#running.delete(stop));
  }

  close(): void {
    for (const stop of this.#running) stop();
  }
}
