import type { Afterwards, DeviceInput, LineEffect, LineInput, PromptItem } from "@belfry/floor";
import type { Clock } from "../../clock.ts";
import { createLog } from "../../log.ts";
import type { LineDirectory, OutboundTrunk, PageCallers, TrunkAccess } from "../directory.ts";
import { createLine, type Line } from "../line.ts";
import { type DaemonPorts, Daemons, KEYS } from "./daemons.ts";

export const ORGANISATION = "11111111-1111-4111-8111-111111111111";
export const OTHER = "22222222-2222-4222-8222-222222222222";
export const DID = "+31201230001";

export const systemClock: Clock = {
  now: () => Date.now(),
  at(at, callback) {
    const timer = setTimeout(callback, Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  },
};

/** A directory of one organisation that tests change at will. */
export class TestDirectory implements LineDirectory {
  #trunks: readonly TrunkAccess[] = [{ id: "t1", addresses: ["127.0.0.1"], digest: null }];
  readonly #listeners = new Set<() => void>();
  outbound: OutboundTrunk | null = null;
  /** Ours is not alone. */
  organisationsWithTrunks(): number {
    return 2;
  }
  /** The one trunk that has our number; null: every trunk has it. */
  owner: string | null = null;
  /** The trunks that the last call may have come from. */
  asked: readonly string[] = [];

  trunks = (): readonly TrunkAccess[] => this.#trunks;
  setTrunks(trunks: readonly TrunkAccess[]): void {
    this.#trunks = trunks;
    for (const listener of this.#listeners) listener();
  }
  onTrunksChanged(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
  inbound(dialled: string, trunks: readonly string[]) {
    this.asked = trunks;
    const e164 = dialled.startsWith("+") ? dialled : `+31${dialled.replace(/^0/, "")}`;
    const has = this.owner === null ? trunks.length > 0 : trunks.includes(this.owner);
    return e164 === DID && has ? { organisation: ORGANISATION, e164 } : null;
  }
  callerNumber(_organisation: string, sent: string): string | null {
    return sent.startsWith("+") ? sent : null;
  }
  agentOfSipUser(sipUser: string) {
    const extension = /^(\d+)-demo$/.exec(sipUser)?.[1];
    return extension === undefined ? null : { organisation: ORGANISATION, agent: `agent-${extension}` };
  }
  sipUserOfAgent(_organisation: string, agent: string): string | null {
    return agent.startsWith("agent-") ? `${agent.slice(6)}-demo` : null;
  }
  target(_organisation: string, dialled: string) {
    return dialled === "3002" ? ({ kind: "agent", agent: "agent-3002" } as const) : null;
  }
  outboundTrunk(): OutboundTrunk | null {
    return this.outbound;
  }
  recording(): string | null {
    return null;
  }
}

/** Pages that may call, as a test lends them phones. */
export class TestPages implements PageCallers {
  readonly #phones = new Map<string, { until: number; begun: boolean }>();
  readonly #listeners = new Set<(user: string) => void>();
  readonly finished: string[] = [];
  /** What binding a visit waits for. */
  binding: Promise<void> = Promise.resolve();

  lend(user: string): void {
    this.#phones.set(user, { until: Date.now() + 3_600_000, begun: false });
  }
  leave(user: string): void {
    for (const listener of this.#listeners) listener(user);
  }
  caller(user: string) {
    return this.#phones.get(user)?.begun === false ? { organisation: ORGANISATION, number: DID } : null;
  }
  async begin(user: string) {
    const phone = this.#phones.get(user);
    if (phone === undefined || phone.begun) return null;
    phone.begun = true;
    await this.binding;
    return { visit: `of ${user}`, until: phone.until, demo: false };
  }
  over(user: string): void {
    this.finished.push(user);
  }
  onLeft(listener: (user: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

export const DEAF = {
  begin: () => Promise.reject(new Error("nothing is recorded here")),
  gate: () => {},
  end: () => {},
};

type Told = LineInput | DeviceInput;

/** A line with its real daemons; what it tells is waited for one by one. */
export class LineBench {
  readonly daemons: Daemons;
  readonly directory = new TestDirectory();
  readonly pages = new TestPages();
  readonly log: string[] = [];
  /** Why INVITEs of callers came to no call. */
  readonly refused: string[] = [];
  /** For the next line that is opened. */
  mostCalls = 500;
  readonly #ports: DaemonPorts;
  readonly #promptsFolder: string;
  #line: Line | null = null;
  #told: Told[] = [];
  #waiting: (() => void)[] = [];
  #calls = 0;

  constructor(ports: DaemonPorts, promptsFolder: string) {
    this.#ports = ports;
    this.#promptsFolder = promptsFolder;
    this.daemons = new Daemons(ports);
  }

  get line(): Line {
    if (this.#line === null) throw new Error("the line is not open");
    return this.#line;
  }

  async openLine(): Promise<void> {
    const stream = { write: (text: string) => void this.log.push(text) };
    this.#line = await createLine({
      log: createLog("debug", stream),
      settings: {
        internalPort: this.#ports.internalPort,
        switchKey: KEYS.switchKey,
        addressFile: this.daemons.addressFile,
        promptsFolder: this.#promptsFolder,
        mostCalls: this.mostCalls,
      },
      directory: this.directory,
      pageCallers: this.pages,
      recorder: DEAF,
      onRefused: (why) => this.refused.push(why),
      onInput: (_organisation, input) => {
        this.#told.push(input);
        for (const resume of this.#waiting.splice(0)) resume();
      },
      newCallId: () => {
        this.#calls += 1;
        return `call-${this.#ports.internalPort}-${process.pid}-${this.#calls}`;
      },
      clock: systemClock,
    });
  }

  perform(effect: LineEffect): void {
    this.line.perform(ORGANISATION, effect);
  }

  /** Plays to a leg, which then hears `afterwards`. */
  play(call: string, leg: string, play: number, items: readonly PromptItem[], afterwards: Afterwards): void {
    // biome-ignore lint/suspicious/noThenProperty: the floor's effect is data, nobody awaits it.
    this.perform({ type: "leg.play", call, leg, play, language: "en", items, then: afterwards });
  }

  /** Takes the first input of this type that fits, waiting for it. */
  async take<T extends Told["type"]>(
    type: T,
    fits: (input: Extract<Told, { type: T }>) => boolean = () => true,
    within = 10_000,
  ): Promise<Extract<Told, { type: T }>> {
    const deadline = Date.now() + within;
    const isWanted = (input: Told): input is Extract<Told, { type: T }> => input.type === type;
    for (;;) {
      const found = this.#told.filter(isWanted).find(fits);
      if (found !== undefined) {
        this.#told = this.#told.filter((input) => input !== found);
        return found;
      }
      if (Date.now() > deadline)
        throw new Error(`never told: ${type}; told ${JSON.stringify(this.#told)}\n${this.log.slice(-30).join("")}`);
      await this.#more(deadline);
    }
  }

  async until(condition: () => boolean, what: string, within = 10_000): Promise<void> {
    const deadline = Date.now() + within;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`never: ${what}\n${this.log.slice(-30).join("")}`);
      await this.#more(Math.min(deadline, Date.now() + 20));
    }
  }

  get told(): readonly Told[] {
    return this.#told;
  }

  async closeLine(): Promise<void> {
    await this.#line?.close();
    this.#line = null;
  }

  async close(): Promise<void> {
    await this.closeLine();
    await this.daemons.close();
  }

  #more(deadline: number): Promise<void> {
    return new Promise((resolve) => {
      const limit = setTimeout(resolve, Math.max(1, deadline - Date.now() + 1));
      this.#waiting.push(() => {
        clearTimeout(limit);
        resolve();
      });
    });
  }
}
