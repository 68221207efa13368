import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Stack } from "../../tests/harness/stack.ts";
import { quantile, rounded } from "../quantile.ts";
import { type BenchAgent, type BenchOrganisation, makeOrganisation } from "../queue/organisation.ts";
import { cpuTime, residentMemory } from "../queue/processes.ts";
import type { FromPages, ToPages } from "./protocol.ts";

/** From a command until the agent's own new state has arrived, by one way in. */
export interface Stretch {
  readonly agents: number;
  readonly perSecond: number;
  readonly commands: number;
  /** Commands whose state never came. */
  readonly lost: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Of the switch, above what it needs while nobody says anything. */
  readonly cpuMsPerCommand: number;
  readonly idleMsPerSecond: number;
}

export interface EventsResult {
  readonly pages: Stretch;
  readonly mediatel: Stretch;
  readonly rssMb: number;
}

/** CRMs sign in with a password each, which takes the server a tenth of a second of hashing. */
const CRMS = 100;
const CRM_RATE = 50;
const PROCESSES = 2;
const SECONDS = 30;
/** Pages come with all that they show; then they are watched saying nothing. Milliseconds. */
const ARRIVAL = 10_000;
const WATCHED = 10_000;
const SETTLE = 3_000;

export async function events(agents: number, perSecond: number): Promise<EventsResult> {
  console.log("Starting a Belfry of its own …");
  const made = Promise.withResolvers<BenchOrganisation>();
  const stack = await Stack.start({ BELFRY_DEMO: "off" }, async (dataDir) =>
    made.resolve(await makeOrganisation(dataDir, agents + CRMS)),
  );
  const crews: Crew[] = [];
  try {
    const organisation = await made.promise;
    const server = await stack.pid("server");
    const stretch = async (own: readonly BenchAgent[], password: string | null, rate: number): Promise<Stretch> => {
      const count = own.length;
      console.log(`${count} ${password === null ? "pages" : "CRMs"} come …`);
      const crew = await Crew.open({ origin: stack.origin, pause: organisation.pause, password }, own);
      crews.push(crew);
      await pause(ARRIVAL);
      const commands = rate * SECONDS;
      const [from, begun] = [cpuTime(server), performance.now()];
      const latencies = await crew.run(rate, commands);
      const [spent, took] = [cpuTime(server) - from, performance.now() - begun];
      // Afterwards: what the server does for thousands who have just come would be taken for their being there.
      await pause(SETTLE);
      const idleFrom = cpuTime(server);
      await pause(WATCHED);
      const idleMsPerSecond = ((cpuTime(server) - idleFrom) * 1000) / WATCHED;
      const used = spent - (idleMsPerSecond * took) / 1000;
      await crew.close();
      const at = (share: number) => rounded(quantile(latencies, share));
      return {
        agents: count,
        perSecond: rate,
        commands,
        lost: commands - latencies.length,
        latencyMs: { p50: at(0.5), p99: at(0.99), max: at(1) },
        cpuMsPerCommand: rounded(used / commands, 2),
        idleMsPerSecond: rounded(idleMsPerSecond),
      };
    };
    const pages = await stretch(organisation.agents.slice(0, agents), null, perSecond);
    const rssMb = residentMemory(server);
    const mediatel = await stretch(organisation.agents.slice(agents), organisation.password, CRM_RATE);
    return { pages, mediatel, rssMb };
  } finally {
    for (const crew of crews) await crew.close();
    await stack.stop();
  }
}

export function printEvents({ pages, mediatel, rssMb }: EventsResult): void {
  console.table(
    [
      ["pages (Socket.IO)", pages],
      ["CRMs (Mediatel protocol)", mediatel],
    ].map(([way, one]) => row(String(way), one)),
  );
  console.log(`The switch holds ${rssMb} MB with ${pages.agents} pages.`);
}

function row(way: string, one: Stretch | string | undefined): object {
  if (typeof one !== "object") return {};
  const { agents, perSecond, commands, lost, latencyMs, cpuMsPerCommand, idleMsPerSecond } = one;
  return {
    way,
    agents,
    "commands/s": perSecond,
    commands,
    lost,
    "command to state ms: p50": latencyMs.p50,
    p99: latencyMs.p99,
    max: latencyMs.max,
    "switch: CPU ms/command": cpuMsPerCommand,
    "idle, ms/s": idleMsPerSecond,
  };
}

/** Agents in some processes, each with its share. */
class Crew {
  readonly #processes: readonly ChildProcess[];

  private constructor(processes: readonly ChildProcess[]) {
    this.#processes = processes;
  }

  static async open(
    where: Pick<Extract<ToPages, { type: "open" }>, "origin" | "pause" | "password">,
    agents: readonly BenchAgent[],
  ): Promise<Crew> {
    const file = fileURLToPath(new URL("agents.ts", import.meta.url));
    const crew = new Crew(Array.from({ length: PROCESSES }, () => fork(file, { stdio: "inherit" })));
    const share = Math.ceil(agents.length / PROCESSES);
    try {
      await crew.#ask((index) => {
        const own = agents.slice(index * share, (index + 1) * share);
        return { type: "open", ...where, agents: own };
      });
      return crew;
    } catch (error) {
      await crew.close();
      throw error;
    }
  }

  async run(perSecond: number, commands: number): Promise<readonly number[]> {
    const each = { perSecond: perSecond / PROCESSES, commands: Math.ceil(commands / PROCESSES) };
    const answers = await this.#ask(() => ({ type: "run", ...each }));
    return answers.flatMap((answer) => (answer.type === "ran" ? answer.latencies : []));
  }

  async close(): Promise<void> {
    const running = this.#processes.filter((one) => one.exitCode === null && one.signalCode === null);
    await Promise.all(
      running.map((one) => {
        const gone = once(one, "exit");
        // One that has just ended says so by its exit.
        one.send({ type: "close" } satisfies ToPages, () => {});
        return gone;
      }),
    );
  }

  #ask(message: (index: number) => ToPages): Promise<readonly FromPages[]> {
    return Promise.all(
      this.#processes.map(
        (one, index) =>
          new Promise<FromPages>((resolve, reject) => {
            const ended = () => reject(new Error("a process of the agents has ended"));
            one.once("exit", ended);
            one.once("message", (answer: FromPages) => {
              one.off("exit", ended);
              if (answer.type === "failed") reject(new Error(answer.reason));
              else resolve(answer);
            });
            one.send(message(index));
          }),
      ),
    );
  }
}
