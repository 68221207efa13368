import { freePorts } from "../../tests/harness/ports.ts";
import { Stack } from "../../tests/harness/stack.ts";
import { Crew } from "./crew.ts";
import { makeOrganisation } from "./organisation.ts";
import { cpuTime, residentMemory } from "./processes.ts";

export const PROCESSES = ["switch", "kamailio", "rtpengine"] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** Callers stay for five seconds after the answer; some agents are between two calls. */
const AGENTS_PER_CALL_PER_SECOND = 5.6;
const SPARE_AGENTS = 30;
/** A call that is bridged holds eight ports for audio; the kernel gives out none of these by itself. */
const MEDIA_PORTS = { first: 11_000, last: 24_999 };

/** A Belfry of its own, as `npm start` starts it, with an organisation whose agents are all at work. */
export class Platform {
  readonly stack: Stack;
  readonly number: string;
  readonly agents: number;
  readonly crew: Crew;
  readonly #pids: Readonly<Record<ProcessName, number>>;

  private constructor(
    options: Pick<Platform, "stack" | "number" | "agents" | "crew">,
    pids: Record<ProcessName, number>,
  ) {
    this.stack = options.stack;
    this.number = options.number;
    this.agents = options.agents;
    this.crew = options.crew;
    this.#pids = pids;
  }

  /** With agents enough for so many calls per second. */
  static async start(callsPerSecond: number): Promise<Platform> {
    const agents = Math.ceil(callsPerSecond * AGENTS_PER_CALL_PER_SECOND) + SPARE_AGENTS;
    console.log("Starting a Belfry of its own …");
    const made = Promise.withResolvers<Awaited<ReturnType<typeof makeOrganisation>>>();
    const environment = {
      BELFRY_DEMO: "off",
      BELFRY_MEDIA_PORTS: `${MEDIA_PORTS.first}-${MEDIA_PORTS.last}`,
      BELFRY_INTERNAL_PORT: String(await internalPort()),
    };
    const stack = await Stack.start(environment, async (dataDir) =>
      made.resolve(await makeOrganisation(dataDir, agents)),
    );
    try {
      const organisation = await made.promise;
      console.log(`Belfry runs; ${agents} agents come to work …`);
      const crew = await Crew.open(stack.origin, organisation.agents);
      const [kamailio, rtpengine] = [await stack.pid("kamailio"), await stack.pid("rtpengine")];
      const pids = { switch: await stack.pid("server"), kamailio, rtpengine };
      const platform = new Platform({ stack, number: organisation.number, agents, crew }, pids);
      for (const signal of ["SIGINT", "SIGTERM"] as const) {
        process.once(signal, () => void platform.stop().finally(() => process.exit(1)));
      }
      return platform;
    } catch (error) {
      process.stderr.write(`${await stack.story()}\n`);
      await stack.stop();
      throw error;
    }
  }

  /** Milliseconds of processor time that each process has used since it began. */
  cpu(): Readonly<Record<ProcessName, number>> {
    return {
      switch: cpuTime(this.#pids.switch),
      kamailio: cpuTime(this.#pids.kamailio),
      rtpengine: cpuTime(this.#pids.rtpengine),
    };
  }

  /** Mebibytes of the switch. */
  memory(): number {
    return residentMemory(this.#pids.switch);
  }

  async stop(): Promise<void> {
    await this.crew.close();
    await this.stack.stop();
  }
}

async function internalPort(): Promise<number> {
  for (;;) {
    const port = await freePorts(10);
    if (port > MEDIA_PORTS.last) return port;
  }
}
