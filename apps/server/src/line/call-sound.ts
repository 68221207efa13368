import type { LineEffect, LineInput } from "@belfry/floor";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { CallMix } from "./call-mix.ts";
import { CallRecording, type Recorder } from "./call-recording.ts";
import { detect } from "./detection/detect.ts";
import type { Detector } from "./detection/detector.ts";
import type { LineLeg } from "./leg.ts";
import type { MediaCall } from "./media/media-call.ts";
import type { Mixer } from "./mixer/mixer.ts";
import type { Prompts } from "./prompts/prompts.ts";

type Of<T extends LineEffect["type"]> = Extract<LineEffect, { readonly type: T }>;
export type SoundEffect = Of<
  | "leg.bridge"
  | "leg.park"
  | "leg.play"
  | "leg.silence"
  | "leg.mute"
  | "leg.detect"
  | "call.mix"
  | `record.${"start" | "pause" | "resume" | "stop"}`
>;

/** Whoever makes sound, keeps it, or understands it. */
export interface SoundContext {
  readonly clock: Clock;
  readonly prompts: Pick<Prompts, "playlist" | "duration">;
  readonly recorder: Recorder;
  readonly mixer: Pick<Mixer, "begin">;
  readonly detector: Pick<Detector, "begin">;
}

export interface CallSoundOptions {
  readonly call: string;
  readonly organisation: string;
  readonly media: MediaCall;
  readonly context: SoundContext;
  readonly log: Logger;
  readonly leg: (id: string) => LineLeg | undefined;
  /** Not once the call is released. */
  readonly tell: (input: LineInput) => void;
}

/** What the legs of one call hear once they are up, and who else listens. */
export class CallSound {
  readonly #options: CallSoundOptions;
  readonly #recording: CallRecording;
  readonly #mix: CallMix;
  #over = false;

  constructor(options: CallSoundOptions) {
    this.#options = options;
    const { call, organisation, media, log, tell } = options;
    const { recorder, mixer } = options.context;
    this.#recording = new CallRecording({
      ...{ call, organisation, media, log, recorder },
      tell: (type) => tell({ type, call }),
    });
    this.#mix = new CallMix({
      ...{ media, log, mixer },
      isUp: (leg) => this.#leg(leg) !== null,
      tell: (type, mix) => tell({ type, call, mix }),
    });
  }

  perform(effect: SoundEffect): void {
    switch (effect.type) {
      case "leg.bridge":
        void this.#bridge(effect);
        return;
      case "leg.park":
        this.#park(effect.leg);
        return;
      case "leg.play":
        this.#play(effect);
        return;
      case "leg.silence":
        this.#leg(effect.leg)?.player.stop();
        return;
      case "leg.mute":
        void this.#mute(effect);
        return;
      case "leg.detect":
        void this.#detect(effect);
        return;
      case "call.mix":
        for (const { leg } of effect.ears) this.#leg(leg)?.player.forget();
        this.#mix.perform(effect);
        return;
      default:
        this.#recording.perform(effect);
    }
  }

  /** A leg is over. */
  lose(leg: string): void {
    this.#mix.lose(leg);
  }

  /** rtpengine has lost the call. */
  lost(): void {
    this.#mix.end();
  }

  end(): void {
    this.#over = true;
    this.#recording.end();
    this.#mix.end();
  }

  async #bridge({ call, bridge, a, b }: Of<"leg.bridge">): Promise<void> {
    const { media, log, tell } = this.#options;
    const ready = [a, b].every((id) => this.#leg(id) !== null);
    for (const id of [a, b]) {
      this.#options.leg(id)?.player.forget();
      this.#mix.leave(id);
    }
    const joined = ready ? await media.bridge(a, b) : null;
    if (this.#over) return;
    if (joined?.ok === true && [a, b].every((id) => this.#leg(id) !== null)) {
      log.info({ a, b }, "legs bridged");
      tell({ type: "leg.bridged", call, bridge, a, b });
      return;
    }
    if (joined !== null && !joined.ok) log.warn({ a, b, failure: joined.failure }, "legs not bridged");
    tell({ type: "leg.bridgeFailed", call, bridge, a, b });
  }

  #park(id: string): void {
    const leg = this.#leg(id);
    if (leg === null) return;
    leg.player.forget();
    this.#mix.leave(id);
    void this.#options.media.park(id);
  }

  #play(effect: Of<"leg.play">): void {
    const { organisation, media, context, tell } = this.#options;
    const leg = this.#leg(effect.leg);
    const over = () => tell({ type: "leg.played", call: effect.call, leg: effect.leg, play: effect.play });
    if (leg === null) {
      if (effect.then === "end") over();
      return;
    }
    if (this.#mix.leave(leg.id)) void media.park(leg.id);
    leg.player.play(context.prompts.playlist(organisation, effect), over);
  }

  async #detect({ call, leg, timeout }: Of<"leg.detect">): Promise<void> {
    const { media, context, log, tell } = this.#options;
    const { clock, detector } = context;
    const who = this.#leg(leg) === null ? "unknown" : await detect(leg, timeout, { media, detector, clock, log });
    log.info({ leg, who }, "who answered");
    tell({ type: "leg.detected", call, leg, who });
  }

  async #mute({ call, leg, muted }: Of<"leg.mute">): Promise<void> {
    const { media, log, tell } = this.#options;
    if (this.#leg(leg) === null) return;
    const done = await media.mute(leg, muted);
    if (!done.ok) log.warn({ leg, muted, failure: done.failure }, "the microphone is as it was");
    if (this.#leg(leg) !== null) tell({ type: "leg.muted", call, leg, muted: done.ok ? muted : !muted });
  }

  /** Only one that is up hears anything. */
  #leg(id: string): LineLeg | null {
    const leg = this.#options.leg(id);
    return leg?.phase === "up" ? leg : null;
  }
}
