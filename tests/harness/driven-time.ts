import { chmod, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { Stack } from "./stack.ts";
import { until } from "./until.ts";

/**
 * A clock that a journey moves, for the server's process alone: `Date.now()` there jumps, while timers, and whatever
 * measures how long something takes, run as ever. Kamailio, rtpengine, browsers and telephones keep the real time.
 *
 * The launcher starts its children by `setpriv`, which it looks up in the PATH: ours puts libfaketime (Debian package
 * faketime) before the server. Nothing in the product knows of it.
 *
 * NOTE: a floor that the clock jumps over finds all that was due meanwhile due at once, such as an agent's wrap-up.
 */
export class DrivenTime {
  /** For `Scene.open` or `Stack.start`. */
  readonly environment: Readonly<Record<string, string>>;
  readonly #folder: string;
  #ahead = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    this.environment = { PATH: [folder, process.env["PATH"] ?? ""].join(delimiter) };
  }

  static async make(): Promise<DrivenTime> {
    const folder = await mkdtemp(join(tmpdir(), "belfry-time-"));
    const time = new DrivenTime(folder);
    await time.#write();
    const rules = [
      "#!/bin/sh",
      'case "$*" in *apps/server/src/main.ts*)',
      `  export LD_PRELOAD=${await library()}`,
      `  export FAKETIME_TIMESTAMP_FILE=${join(folder, "ahead")}`,
      "  export FAKETIME_DONT_FAKE_MONOTONIC=1 FAKETIME_CACHE_DURATION=1",
      ";; esac",
      'exec /usr/bin/setpriv "$@"',
    ];
    const script = join(folder, "setpriv");
    await writeFile(script, `${rules.join("\n")}\n`);
    // The account that the server runs as reads it too.
    await chmod(script, 0o755);
    await chmod(folder, 0o755);
    return time;
  }

  /** What the server's clock says now. */
  now(): number {
    return Date.now() + this.#ahead;
  }

  /** Moves the server's clock; resolves when it has followed, which takes a second or two. */
  async advance(milliseconds: number, stack: Pick<Stack, "origin">): Promise<void> {
    await this.move(milliseconds);
    await until("the server's clock follows", async () => Math.abs((await this.#server(stack)) - this.now()) < 5_000);
  }

  /** The same for a server that does not run just now. */
  async move(milliseconds: number): Promise<void> {
    this.#ahead += milliseconds;
    await this.#write();
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #server({ origin }: Pick<Stack, "origin">): Promise<number> {
    return Date.parse((await fetch(`${origin}/health/live`)).headers.get("date") ?? "");
  }

  async #write(): Promise<void> {
    const file = join(this.#folder, "ahead");
    // Renamed into its place: the server never reads half of it.
    await writeFile(`${file}.new`, `${this.#ahead < 0 ? "" : "+"}${this.#ahead / 1000}\n`);
    await rename(`${file}.new`, file);
  }
}

async function library(): Promise<string> {
  for (const folder of await readdir("/usr/lib")) {
    const file = join("/usr/lib", folder, "faketime/libfaketimeMT.so.1");
    if (await readdir(join("/usr/lib", folder, "faketime")).catch(() => null)) return file;
  }
  throw new Error("libfaketime is missing: apt-get install faketime");
}
