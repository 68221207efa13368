import { join } from "node:path";
import type { Refusal } from "../refusal.ts";
import { Child, type ChildSpec, type RestartPolicy, USUAL_RESTARTS } from "./child.ts";

export interface SupervisorOptions {
  readonly logDir: string;
  readonly runDir: string;
  readonly say: (sentence: string) => void;
  /** Milliseconds that each child may take to end. */
  readonly grace: number;
  readonly restart?: RestartPolicy;
}

/** Keeps a handful of children running and ends them in order, the last started first. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #children: Child[] = [];
  readonly #gaveUp = Promise.withResolvers<Refusal>();
  #stopped: Promise<void> | null = null;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /** Resolves with the sentence when a child has failed too often; never otherwise. */
  get gaveUp(): Promise<Refusal> {
    return this.#gaveUp.promise;
  }

  /** Starts one more child and waits until it works. Throws a `Refusal` when it does not. */
  async start(spec: ChildSpec): Promise<void> {
    const child = new Child(spec, {
      logFile: join(this.#options.logDir, `${spec.name}.log`),
      pidFile: join(this.#options.runDir, `${spec.name}.pid`),
      restart: this.#options.restart ?? USUAL_RESTARTS,
      say: this.#options.say,
      giveUp: (refusal) => this.#gaveUp.resolve(refusal),
    });
    this.#children.push(child);
    await child.start();
  }

  pids(): readonly number[] {
    return this.#children.map(({ pid }) => pid).filter((pid) => pid !== null);
  }

  /** Ends all, one after the other. Idempotent: a second call waits for the first. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  /** Ends all at once and by force. */
  kill(): void {
    for (const child of this.#children) child.kill();
  }

  async #stopAll(): Promise<void> {
    for (const child of this.#children.toReversed()) await child.stop(this.#options.grace);
  }
}
