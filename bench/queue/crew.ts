import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { BenchAgent } from "./organisation.ts";
import type { AgentCall, FromAgents, ToAgents } from "./protocol.ts";

/** The agents, from outside their process. */
export class Crew {
  readonly #process: ChildProcess;

  private constructor(process: ChildProcess) {
    this.#process = process;
  }

  /** Resolves when every agent has a phone and is available. */
  static async open(origin: string, agents: readonly BenchAgent[]): Promise<Crew> {
    const process = fork(fileURLToPath(new URL("agents.ts", import.meta.url)), { stdio: "inherit" });
    const crew = new Crew(process);
    const answer = await crew.#ask({ type: "open", origin, agents });
    if (answer.type === "failed") {
      await crew.close();
      throw new Error(`the agents could not come to work: ${answer.reason}`);
    }
    return crew;
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  /** What happened since the last report, by the caller's number. */
  async report(): Promise<ReadonlyMap<string, AgentCall>> {
    const answer = await this.#ask({ type: "report" });
    if (answer.type !== "report") throw new Error("the agents gave no report");
    return new Map(answer.calls.map((call) => [call.caller, call]));
  }

  async close(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    this.#process.send({ type: "close" } satisfies ToAgents);
    await once(this.#process, "exit");
  }

  #ask(message: ToAgents): Promise<FromAgents> {
    return new Promise((resolve, reject) => {
      const ended = () => reject(new Error("the process of the agents has ended"));
      this.#process.once("exit", ended);
      this.#process.once("message", (answer: FromAgents) => {
        this.#process.off("exit", ended);
        resolve(answer);
      });
      this.#process.send(message);
    });
  }
}
