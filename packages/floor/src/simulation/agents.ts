import type { Input, Target } from "../inputs.ts";
import type { FloorState } from "../state.ts";
import { own } from "../work.ts";
import type { Random } from "./random.ts";

interface Page {
  tab: string;
  registered: boolean;
  /** A frozen page neither reports nor rings. */
  frozen: boolean;
  microphone: "granted" | "denied";
}

export interface AgentsWorld {
  readonly random: Random;
  readonly faults: number;
  readonly state: FloorState;
  plan(delay: number, happening: () => Input | null): void;
  /** An id for a new call. */
  newCall(): string;
  tabGone(tab: string): void;
}

const HEARTBEAT = 5_000;

/** The people and their pages: they sign in, work, take breaks, transfer, reload, and lose their network. */
export class SimulatedAgents {
  readonly #world: AgentsWorld;
  readonly #ids: readonly string[];
  readonly #pages = new Map<string, Page>();
  #tabs = 0;

  constructor(world: AgentsWorld, ids: readonly string[]) {
    this.#world = world;
    this.#ids = ids;
    for (const id of ids) {
      world.plan(world.random.below(5_000), () => this.#open(id));
      world.plan(world.random.below(HEARTBEAT), () => this.#beat(id));
      world.plan(6_000 + world.random.below(10_000), () => this.#act(id));
      if (world.faults > 0) world.plan(world.random.wait(600_000 / world.faults), () => this.#fault(id));
    }
  }

  tabOf(agent: string): string | null {
    const page = this.#pages.get(agent);
    return page?.registered && !page.frozen ? page.tab : null;
  }

  #open(id: string): Input {
    const { random } = this.#world;
    const old = this.#pages.get(id);
    if (old) this.#world.tabGone(old.tab);
    const page: Page = { tab: `${id}-${++this.#tabs}`, registered: false, frozen: false, microphone: "granted" };
    this.#pages.set(id, page);
    const still = () => this.#pages.get(id) === page;
    this.#world.plan(200 + random.below(500), () => {
      if (!still()) return null;
      page.registered = true;
      return { type: "device.registered", agent: id };
    });
    this.#world.plan(800, () => (still() ? this.#report(id, page) : null));
    return { type: "device.claimed", agent: id, tab: page.tab, takeOver: true };
  }

  #report(id: string, page: Page): Input {
    const { tab, microphone } = page;
    return { type: "device.heard", agent: id, tab, microphone, audioUnlocked: true };
  }

  #beat(id: string): Input | null {
    this.#world.plan(HEARTBEAT, () => this.#beat(id));
    const page = this.#pages.get(id);
    return page && !page.frozen ? this.#report(id, page) : null;
  }

  #fault(id: string): Input | null {
    const { random } = this.#world;
    this.#world.plan(random.wait(600_000 / this.#world.faults), () => this.#fault(id));
    const page = this.#pages.get(id);
    if (!page) return null;
    const still = () => this.#pages.get(id) === page;
    switch (random.below(6)) {
      case 0: // A reload: the socket closes and a new page comes, in either order.
        this.#world.plan(random.below(1_500), () => this.#open(id));
        page.registered = false;
        return random.chance(0.5) ? { type: "device.unregistered", agent: id } : null;
      case 1: // A crash: nobody for a while.
        this.#pages.delete(id);
        this.#world.tabGone(page.tab);
        this.#world.plan(random.wait(20_000), () => this.#open(id));
        if (random.chance(0.3)) return { type: "device.released", agent: id, tab: page.tab };
        return random.chance(0.5) ? { type: "device.unregistered", agent: id } : null;
      case 2: // The socket is cut and comes back.
        page.registered = false;
        this.#world.plan(random.wait(3_000), () => {
          if (!still()) return null;
          page.registered = true;
          return { type: "device.registered", agent: id };
        });
        return { type: "device.unregistered", agent: id };
      case 3: // Another tab asks for the phone.
        return { type: "device.claimed", agent: id, tab: `${id}-other`, takeOver: false };
      case 4:
        page.frozen = true;
        this.#world.plan(random.wait(20_000), () => {
          page.frozen = false;
          return null;
        });
        return null;
      default:
        page.microphone = page.microphone === "granted" ? "denied" : "granted";
        if (page.microphone === "denied")
          this.#world.plan(random.wait(30_000), () => {
            page.microphone = "granted";
            return still() ? this.#report(id, page) : null;
          });
        return this.#report(id, page);
    }
  }

  #act(id: string): Input | null {
    const { random } = this.#world;
    const state = own(this.#world.state.agents, id)?.state;
    const mean = state?.state === "paused" || state?.state === "signedOut" ? 20_000 : 10_000;
    this.#world.plan(500 + random.wait(mean), () => this.#act(id));
    if (!state) return null;
    if (random.chance(0.03)) return this.#anything(id);
    if (random.chance(0.01)) return this.#supervised(id);
    switch (state.state) {
      case "signedOut":
        return { type: "agent.signIn", agent: id };
      case "available":
        if (random.chance(0.2)) return this.#automatic(id);
        if (random.chance(0.03)) return { type: "agent.pause", agent: id, pause: "lunch" };
        if (random.chance(0.05)) return this.#dial(id);
        if (random.chance(0.1)) return this.#supervise(id);
        return random.chance(0.005) ? { type: "agent.signOut", agent: id } : null;
      case "paused":
        if (random.chance(0.1)) return this.#supervise(id);
        return random.chance(0.1) ? this.#dial(id) : { type: "agent.available", agent: id };
      case "offered":
        return random.chance(0.2) ? { type: "agent.decline", agent: id } : null;
      case "inCall":
        return this.#talk(id, state.call);
      case "wrapUp":
        if (random.chance(0.1)) return { type: "agent.extendWrapUp", agent: id };
        if (state.code === null && random.chance(0.15)) {
          const callBackAt = this.#world.state.now + random.wait(60_000);
          return { type: "agent.setCallCode", agent: id, code: "later", note: "", callBackAt };
        }
        if (state.code === null) return { type: "agent.setCallCode", agent: id, code: "done", note: "" };
        return { type: "agent.finishWrapUp", agent: id };
    }
  }

  /** The switch, and the contact that is shown. */
  #automatic(agent: string): Input {
    const { random, state, newCall } = this.#world;
    const now = own(state.agents, agent);
    if (!now?.autoCalls || random.chance(0.02)) return { type: "agent.autoCalls", agent, on: !now?.autoCalls };
    const contact = now.preview?.contact.id ?? "nobody";
    if (now.preview && random.chance(0.4)) return { type: "agent.skipContact", agent, contact };
    return { type: "agent.callContact", agent, call: newCall(), contact };
  }

  #supervised(agent: string): Input {
    const to = this.#world.random.pick([
      { to: "available" },
      { to: "paused", pause: "lunch" },
      { to: "paused", pause: "no such pause" },
      { to: "signedOut" },
    ] as const);
    return { type: "supervisor.choose", agent, to: to ?? { to: "available" } };
  }

  #supervise(supervisor: string): Input {
    const { random, state } = this.#world;
    const some = Array.from({ length: 8 }, () => random.pick(this.#ids) ?? "");
    const agent = some.find((id) => own(state.agents, id)?.state.state === "inCall") ?? supervisor;
    return { type: "supervisor.join", supervisor, agent, mode: this.#mode() };
  }

  #mode() {
    return this.#world.random.pick(["listen", "whisper", "bargeIn"] as const) ?? "listen";
  }

  #talk(agent: string, id: string): Input {
    const { random } = this.#world;
    const call = own(this.#world.state.calls, id);
    const stage = call?.stage;
    const roll = random.next();
    if (call?.supervision?.supervisor === agent)
      return roll < 0.7
        ? { type: "supervisor.mode", supervisor: agent, mode: this.#mode() }
        : { type: "agent.hangUp", agent };
    if (stage?.at === "talking" && stage.consult) {
      if (roll < 0.2 || (roll < 0.8 && stage.consult.phase === "target" && random.chance(0.5)))
        return { type: "agent.conference", agent };
      if (roll < 0.4) return { type: "agent.completeTransfer", agent };
      if (roll < 0.7) return { type: "agent.swap", agent };
      return roll < 0.9 ? { type: "agent.endConsult", agent } : { type: "agent.hangUp", agent };
    }
    if (stage?.at === "talking" && stage.held) return { type: "agent.retrieve", agent };
    if (roll < 0.15) {
      if (roll < 0.05) this.#hurry(agent);
      return { type: "agent.hold", agent };
    }
    if (roll < 0.3) return { type: "agent.consult", agent, target: this.#target() };
    if (roll < 0.4) return { type: "agent.transfer", agent, target: this.#target() };
    if (roll < 0.5) return { type: random.chance(0.5) ? "agent.pauseRecording" : "agent.resumeRecording", agent };
    if (roll < 0.55) return { type: "agent.pause", agent, pause: "meeting" };
    if (roll < 0.6) return { type: random.chance(0.5) ? "agent.mute" : "agent.unmute", agent };
    return { type: "agent.hangUp", agent };
  }

  /** To and fro so fast that the line still owes an answer about one bridge when the next is wanted. */
  #hurry(agent: string): void {
    for (const at of [10, 30]) {
      this.#world.plan(at, () => ({ type: "agent.retrieve", agent }));
      this.#world.plan(at + 10, () => (at === 30 ? null : { type: "agent.hold", agent }));
    }
  }

  #dial(agent: string): Input {
    const { random } = this.#world;
    const queue = random.chance(0.5) ? "queue-0" : null;
    return { type: "agent.dial", agent, call: this.#world.newCall(), target: this.#target(), queue };
  }

  #target(): Target {
    const { random } = this.#world;
    const roll = random.next();
    if (roll < 0.5) return { kind: "agent", agent: random.pick(this.#ids) ?? "" };
    if (roll < 0.75) return { kind: "queue", queue: random.pick(Object.keys(this.#world.state.settings.queues)) ?? "" };
    const numbers = [
      "+31103333333",
      "+31103333333",
      "+31103333333",
      "+31900123456",
      "+31841234567",
      "+4420700000",
      "112",
    ];
    return { kind: "number", number: random.pick(numbers) ?? "" };
  }

  #anything(agent: string): Input {
    const contact = own(this.#world.state.agents, agent)?.preview?.contact.id ?? "nobody";
    const commands: Input[] = [
      { type: "agent.signIn", agent },
      { type: "agent.signOut", agent },
      { type: "agent.available", agent },
      { type: "agent.pause", agent, pause: "no such pause" },
      { type: "agent.pause", agent, pause: "lunch" },
      { type: "agent.decline", agent },
      { type: "agent.hangUp", agent },
      { type: "agent.hold", agent },
      { type: "agent.retrieve", agent },
      { type: "agent.swap", agent },
      { type: "agent.completeTransfer", agent },
      { type: "agent.endConsult", agent },
      { type: "agent.conference", agent },
      this.#supervise(agent),
      { type: "supervisor.mode", supervisor: agent, mode: this.#mode() },
      { type: "agent.setCallCode", agent, code: "no such code", note: "" },
      { type: "agent.extendWrapUp", agent },
      { type: "agent.pauseRecording", agent },
      { type: "agent.resumeRecording", agent },
      { type: "agent.mute", agent },
      { type: "agent.finishWrapUp", agent },
      { type: "agent.transfer", agent, target: this.#target() },
      { type: "agent.consult", agent, target: this.#target() },
      this.#dial(agent),
      { type: "agent.autoCalls", agent, on: this.#world.random.chance(0.7) },
      { type: "agent.callContact", agent, call: this.#world.newCall(), contact },
      { type: "agent.skipContact", agent, contact },
    ];
    return this.#world.random.pick(commands) ?? { type: "wake" };
  }
}
