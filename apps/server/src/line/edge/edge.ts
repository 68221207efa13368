import { rename, writeFile } from "node:fs/promises";
import type { Logger } from "pino";
import type { Clock } from "../../clock.ts";
import type { LineDirectory } from "../directory.ts";
import { edgeRpc, type RpcResult } from "./edge-rpc.ts";
import { type EdgeTrunks, edgeTrunks } from "./trunk-access.ts";

export interface EdgeOptions {
  readonly rpcPort: number;
  readonly switchPort: number;
  readonly switchKey: string;
  readonly addressFile: string;
  readonly directory: LineDirectory;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Marks in the edge's table that some trunk signs in by digest at all. */
const ANY = "*any*";
const RETRY_AFTER = 3000;
/** Kamailio's log level above its errors. */
const CRITICAL = -2;

/** Keeps the edge's knowledge of trunks equal to the directory's. */
export class Edge {
  readonly #options: EdgeOptions;
  readonly #unsubscribe: () => void;
  #trunks: EdgeTrunks;
  /** Digest users that the edge knows; null when it must be told everything. */
  #told: ReadonlyMap<string, string> | null = null;
  #cancelRetry: (() => void) | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(options: EdgeOptions) {
    this.#options = options;
    this.#trunks = this.#read();
    this.#unsubscribe = options.directory.onTrunksChanged(() => {
      const before = this.#trunks;
      this.#trunks = this.#read();
      if (!sameForEdge(before, this.#trunks)) this.#push();
    });
  }

  /** The edge has just come up, with nothing in its memory or with what a process before us told it. */
  tellAll(): void {
    this.#told = null;
    this.#push();
  }

  /** The trunks that the edge's word stands for; none for one that has been removed meanwhile. */
  trunksOf(word: string): readonly string[] {
    return this.#trunks.ids.get(word) ?? [];
  }

  /** Every trunk that signs in with a password. */
  get digestTrunks(): readonly string[] {
    return [...this.#trunks.digests.keys()].flatMap((user) => this.trunksOf(`digest:${user}`));
  }

  /** When everything asked for so far has been done, or has failed and been logged. */
  settled(): Promise<void> {
    return this.#work;
  }

  close(): void {
    this.#unsubscribe();
    this.#cancelRetry?.();
  }

  #again(): void {
    this.#cancelRetry?.();
    const { clock } = this.#options;
    this.#cancelRetry = clock.at(clock.now() + RETRY_AFTER, () => this.#push());
  }

  #read(): EdgeTrunks {
    const trunks = edgeTrunks(this.#options.directory.trunks());
    for (const problem of trunks.problems) this.#options.log.warn({ problem }, "trunk not usable");
    return trunks;
  }

  #push(): void {
    this.#work = this.#work
      .then(() => this.#tell())
      .catch((error: unknown) => {
        this.#options.log.error({ error: String(error) }, "trunks not written");
      });
  }

  async #tell(): Promise<void> {
    const { addressFile, switchPort, log } = this.#options;
    const trunks = this.#trunks;
    const draft = `${addressFile}.new`;
    await writeFile(draft, trunks.addressFile, { mode: 0o600 });
    await rename(draft, addressFile);
    const steps: (readonly [string, readonly (string | number)[]])[] = [["permissions.addressReload", []]];
    const told = this.#told;
    if (told === null) {
      // The edge takes us for away until its next probe, unless it is told.
      steps.push(["dispatcher.set_state", ["ap", 1, `sip:127.0.0.1:${switchPort};transport=tcp`]]);
      steps.push(["htable.flush", ["digest"]]);
      // What cannot be parsed would be in the log, with names and numbers; all that starts has started by now.
      steps.push(["dbg.set_mod_level", ["core", CRITICAL]]);
    }
    for (const user of told?.keys() ?? []) {
      if (!trunks.digests.has(user)) steps.push(["htable.delete", ["digest", `u:${user}`]]);
    }
    for (const [user, ha1] of trunks.digests) {
      if (told?.get(user) !== ha1) steps.push(["htable.sets", ["digest", `u:${user}`, ha1]]);
    }
    steps.push(trunks.digests.size > 0 ? ["htable.sets", ["digest", ANY, "1"]] : ["htable.delete", ["digest", ANY]]);
    for (const [method, params] of steps) {
      const result = await this.#call(method, params);
      // Deleting what is not there fails, and is what was wanted.
      if (result.ok || method === "htable.delete") continue;
      this.#told = null;
      this.#again();
      log.warn({ method, reason: result.reason }, "the edge could not be told of trunks");
      return;
    }
    this.#told = trunks.digests;
    log.info(
      { addresses: trunks.ids.size - trunks.digests.size, digests: trunks.digests.size },
      "edge knows the trunks",
    );
  }

  #call(method: string, params: readonly (string | number)[]): Promise<RpcResult> {
    return edgeRpc(this.#options.rpcPort, this.#options.switchKey, method, params);
  }
}

function sameForEdge(a: EdgeTrunks, b: EdgeTrunks): boolean {
  if (a.addressFile !== b.addressFile || a.digests.size !== b.digests.size) return false;
  return [...a.digests].every(([user, ha1]) => b.digests.get(user) === ha1);
}
