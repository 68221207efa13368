import type { Call } from "../call/call.ts";
import { legOfAgent } from "../call/legs.ts";
import type { Effect, LineEffect } from "../effects.ts";
import type { LineInput } from "../inputs.ts";

type BridgeOutcome = Extract<LineInput, { type: "leg.bridged" | "leg.bridgeFailed" }>;

/** Who hears whom in one call, by what the line was told: what the effects promise, and not how the floor thinks. */
export class Hearing {
  readonly #bridges = new Map<string, string>();
  /** The latest of them, while the line has not said what became of it. */
  #awaited: number | null = null;
  #mix = new Map<string, readonly string[]>();
  readonly #gone = new Set<string>();
  /** Legs that belong to supervisors. */
  readonly supervisors = new Set<string>();

  follow(effect: LineEffect): void {
    switch (effect.type) {
      case "leg.callAgent":
        if (effect.why === "supervise") this.supervisors.add(effect.leg);
        return;
      case "leg.bridge":
        this.#leave(effect.a);
        this.#leave(effect.b);
        this.#awaited = effect.bridge;
        this.#bridges.set(effect.a, effect.b);
        this.#bridges.set(effect.b, effect.a);
        return;
      case "leg.park":
        this.#leave(effect.leg);
        return;
      case "leg.hangUp":
        this.gone(effect.leg);
        return;
      case "call.mix":
        for (const { leg } of effect.ears) this.#leave(leg);
        this.#mix = new Map(effect.ears.map(({ leg, hears }) => [leg, hears]));
    }
  }

  gone(leg: string): void {
    this.#leave(leg);
    this.#gone.add(leg);
  }

  /** Two whose bridge failed do not hear one another; what becomes of an earlier bridge than the latest changes nothing. */
  settle({ type, bridge, a }: BridgeOutcome): void {
    if (bridge !== this.#awaited) return;
    this.#awaited = null;
    if (type === "leg.bridgeFailed" && this.#bridges.has(a)) this.#leave(a);
  }

  heardBy(leg: string): readonly string[] {
    const partner = this.#bridges.get(leg);
    const heard = this.#mix.get(leg) ?? (partner === undefined ? [] : [partner]);
    return heard.filter((other) => !this.#gone.has(other));
  }

  #leave(leg: string): void {
    const partner = this.#bridges.get(leg);
    if (partner !== undefined) this.#bridges.delete(partner);
    this.#bridges.delete(leg);
    // Who hears the mix is heard by the same way; who is only heard stays.
    if (this.#mix.delete(leg))
      for (const [ear, hears] of this.#mix)
        this.#mix.set(
          ear,
          hears.filter((heard) => heard !== leg),
        );
  }
}

/** Nobody hears anybody whom they should not, and those who talk with one another do hear one another. */
export function checkHearing(call: Call, hearing: Hearing | undefined): string[] {
  if (!hearing || call.stage.at === "ended") return [];
  const problems: string[] = [];
  const { supervision } = call;
  const watched = supervision ? (legOfAgent(call, supervision.agent)?.id ?? null) : null;
  const talkers = talkersOf(call);
  const withAgent = watched === null ? [] : hearing.heardBy(watched);
  for (const ear of Object.keys(call.legs))
    for (const heard of hearing.heardBy(ear)) {
      const may = () => {
        if (hearing.supervisors.has(ear))
          return ear === supervision?.leg && (heard === watched || withAgent.includes(heard));
        if (hearing.supervisors.has(heard)) {
          if (heard !== supervision?.leg || supervision.mode === "listen") return false;
          return ear === watched || (supervision.mode === "bargeIn" && withAgent.includes(ear));
        }
        return talkers === null || (talkers.includes(ear) && talkers.includes(heard));
      };
      if (!may()) problems.push(`call ${call.id}: ${ear} hears ${heard}`);
    }
  const { bridge } = call;
  if (bridge?.up && (!hearing.heardBy(bridge.a).includes(bridge.b) || !hearing.heardBy(bridge.b).includes(bridge.a)))
    problems.push(`call ${call.id}: ${bridge.a} and ${bridge.b} do not hear one another`);
  return problems;
}

/** Who may hear one another now; null: the stage does not say. */
function talkersOf({ stage, customer }: Call): readonly (string | null)[] | null {
  if (stage.at !== "talking") return stage.at === "waiting" || stage.at === "offered" ? [] : null;
  if (stage.held || stage.consult?.phase === "calling") return [];
  if (stage.consult?.phase === "target") return [stage.leg, stage.consult.leg];
  return stage.consult?.phase === "conference" ? [stage.leg, customer, stage.consult.leg] : [stage.leg, customer];
}

/** What an effect says of a call in which more than two may hear one another, in a few words for counting. */
export function describeHearing(call: Call | undefined, effect: Effect): string | null {
  if (!call) return null;
  if (effect.type === "journal.event" && effect.what === "supervisionEnded" && effect.detail["cause"] === "mediaFailed")
    return `failed with ${effect.detail["mode"]}`;
  if (effect.type === "journal.event" && effect.what === "conferenceFailed") return "failed in conference";
  if (effect.type !== "call.mix" || effect.ears.length === 0) return null;
  const { stage, supervision } = call;
  const mode = supervision?.mode ?? null;
  if (stage.at === "talking" && stage.consult?.phase === "conference")
    return mode === null ? "conference" : `conference with ${mode}`;
  if (stage.at === "reconnecting") return `${mode} while the agent is lost`;
  if (stage.at === "talking" && stage.held) return mode === "listen" ? "listen on hold" : `${mode} alone`;
  return mode;
}
