import type { LineEffect, MixEar } from "@belfry/floor";
import type { Logger } from "pino";
import type { MediaCall } from "./media/media-call.ts";
import type { MixEnd } from "./media/media-leg.ts";
import type { Subscription } from "./media/subscription.ts";
import type { MixConference, Mixer, MixStream } from "./mixer/mixer.ts";

type MixEffect = Extract<LineEffect, { readonly type: "call.mix" }>;

export interface CallMixOptions {
  readonly media: MediaCall;
  readonly mixer: Pick<Mixer, "begin">;
  readonly log: Logger;
  readonly isUp: (leg: string) => boolean;
  readonly tell: (what: "call.mixed" | "call.mixFailed", mix: number) => void;
}

/** A leg's place in the conference. An ear speaks by the way it hears; who is only heard, by a subscription. */
interface Voice {
  readonly stream: MixStream;
  readonly subscription: string | null;
}

type Role = "ear" | "heard";

interface Wanted {
  readonly mix: number;
  readonly ears: readonly MixEar[];
}

/** Keys are passed on among ears alone. */
function heardAt({ from: [port] }: Subscription): MixEnd | undefined {
  return port === undefined ? undefined : { port, events: null };
}

/**
 * Who hears whom in one call, beyond two who are bridged. What is wanted changes at once; ports, subscriptions and
 * joining follow one mix after the other, and what is not wanted any more by then is undone.
 *
 * A leg that leaves is parked in the order of the effects, so that a bridge that follows is the last word.
 */
export class CallMix {
  readonly #options: CallMixOptions;
  readonly #voices = new Map<string, Voice>();
  #wanted: Wanted | null = null;
  #conference: MixConference | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(options: CallMixOptions) {
    this.#options = options;
  }

  perform({ mix, ears }: MixEffect): void {
    const { isUp, tell } = this.#options;
    const live = ears
      .filter(({ leg }) => isUp(leg))
      .map(({ leg, hears }) => ({ leg, hears: hears.filter((heard) => heard !== leg && isUp(heard)) }));
    for (const { leg } of this.#wanted?.ears ?? []) {
      if (!live.some((ear) => ear.leg === leg)) this.#park(leg);
    }
    if (live.length === 0) {
      this.#close();
      if (ears.length > 0) tell("call.mixFailed", mix);
      return;
    }
    this.#wanted = { mix, ears: live };
    this.#settle();
    this.#turn = this.#turn.then(() => this.#follow(mix));
  }

  /** An ear is to hear something else: it neither hears nor is heard any more. False if it was no ear. */
  leave(leg: string): boolean {
    if (this.#wanted?.ears.some((ear) => ear.leg === leg) !== true) return false;
    this.lose(leg);
    return true;
  }

  /** The leg is over, an ear or not. */
  lose(leg: string): void {
    if (this.#wanted === null) return;
    const { mix, ears } = this.#wanted;
    const left = ears
      .filter((ear) => ear.leg !== leg)
      .map((ear) => ({ leg: ear.leg, hears: ear.hears.filter((heard) => heard !== leg) }));
    this.#wanted = { mix, ears: left };
    this.#settle();
    if (left.length === 0) this.#close();
  }

  /** Frees everything. Who hears the mix is parked. Safe to be called again. */
  end(): void {
    for (const { leg } of this.#wanted?.ears ?? []) this.#park(leg);
    this.#close();
  }

  async #follow(mix: number): Promise<void> {
    try {
      if (await this.#arrange(mix)) this.#options.tell("call.mixed", mix);
    } catch (error) {
      if (this.#wanted?.mix === mix) this.#fail(error instanceof Error ? error.message : String(error));
    }
  }

  /** Throws what went wrong; false when something else is wanted by now. */
  async #arrange(mix: number): Promise<boolean> {
    const { media, mixer } = this.#options;
    if (this.#wanted?.mix !== mix) return false;
    this.#conference ??= mixer.begin(() => this.#fail("the mixer failed"));
    const conference = this.#conference;
    const missing = [...this.#roles()].filter(([leg, role]) => this.#roleOf(leg) !== role);
    const opened = await Promise.all(
      missing.map(async ([leg, role]) => ({ leg, role, stream: await conference.open() })),
    );
    const isWanted = ({ leg, role }: { leg: string; role: Role }) =>
      this.#conference === conference && this.#roles().get(leg) === role;
    // All of these are asked for at once: what the floor wants next comes after them.
    const wanted = opened.filter(isWanted);
    const ears = new Map(wanted.filter(({ role }) => role === "ear").map(({ leg, stream }) => [leg, stream.port]));
    const joining = ears.size === 0 ? null : media.mix(ears);
    const heard = wanted
      .filter(({ role }) => role === "heard")
      .map((one) => ({ ...one, made: media.listen([one.leg], [one.stream.port]) }));
    const joined = await joining;
    const subscribed = await Promise.all(heard.map(async (one) => ({ ...one, made: await one.made })));
    for (const one of opened) {
      const made = subscribed.find(({ leg }) => leg === one.leg)?.made;
      const subscription = made?.ok === true ? made.value.id : null;
      const end = made?.ok === true ? heardAt(made.value) : joined?.ok === true ? joined.value.get(one.leg) : undefined;
      if (end !== undefined && isWanted(one)) {
        conference.connect(one.stream, end);
        this.#replace(one.leg, { stream: one.stream, subscription });
      } else {
        conference.shut(one.stream);
        if (subscription !== null) void media.unlisten(subscription);
      }
    }
    for (const made of [joined, ...subscribed.map((one) => one.made)]) {
      // A leg that has just gone is no failure: what the floor wants instead is on its way.
      if (made?.ok === false && made.failure.kind !== "noLeg") throw new Error(made.failure.reason);
    }
    this.#settle();
    return this.#wanted?.mix === mix;
  }

  #roles(): ReadonlyMap<string, Role> {
    const ears = this.#wanted?.ears ?? [];
    const heard = ears.flatMap(({ hears }) => hears);
    return new Map<string, Role>([
      ...heard.map((leg) => [leg, "heard"] as const),
      ...ears.map(({ leg }) => [leg, "ear"] as const),
    ]);
  }

  #roleOf(leg: string): Role | null {
    const voice = this.#voices.get(leg);
    if (voice === undefined) return null;
    return voice.subscription === null ? "ear" : "heard";
  }

  #replace(leg: string, voice: Voice): void {
    this.#drop(leg);
    this.#voices.set(leg, voice);
  }

  /** Lets go whoever is not wanted any more, and tells the mixer who hears whom of those that are there. */
  #settle(): void {
    const roles = this.#roles();
    for (const leg of [...this.#voices.keys()]) {
      const role = roles.get(leg);
      // Who was only heard and becomes an ear is heard until it is one.
      if (role === undefined || (role === "heard" && this.#roleOf(leg) === "ear")) this.#drop(leg);
    }
    const routes = (this.#wanted?.ears ?? []).flatMap(({ leg, hears }) => {
      const ear = this.#roleOf(leg) === "ear" ? this.#voices.get(leg) : undefined;
      const streams = hears.flatMap((heard) => this.#voices.get(heard)?.stream.stream ?? []);
      return ear === undefined ? [] : [{ ear: ear.stream.stream, hears: streams }];
    });
    this.#conference?.route(routes);
  }

  #drop(leg: string): void {
    const voice = this.#voices.get(leg);
    if (voice === undefined) return;
    this.#voices.delete(leg);
    this.#conference?.shut(voice.stream);
    if (voice.subscription !== null) void this.#options.media.unlisten(voice.subscription);
  }

  #park(leg: string): void {
    void this.#options.media.park(leg);
  }

  #fail(reason: string): void {
    if (this.#wanted === null) return;
    const { mix } = this.#wanted;
    this.#options.log.warn({ mix, reason }, "the call is not mixed");
    this.end();
    this.#options.tell("call.mixFailed", mix);
  }

  #close(): void {
    for (const leg of [...this.#voices.keys()]) this.#drop(leg);
    this.#conference?.end();
    this.#conference = null;
    this.#wanted = null;
  }
}
