import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import { ENDLESS, type MediaCall } from "./media/media-call.ts";
import type { Prompts } from "./prompts/prompts.ts";

export interface Playlist {
  /** Absolute paths, played one after the other. */
  readonly files: readonly string[];
  /** What follows until it is stopped; null: nothing. */
  readonly endless: string | null;
}

/**
 * What one leg hears. rtpengine plays one file at a time and does not tell when it is over, so each next one
 * is begun when the duration of the last has passed.
 */
export class Player {
  readonly #media: MediaCall;
  readonly #tag: string;
  readonly #clock: Clock;
  readonly #prompts: Pick<Prompts, "duration">;
  readonly #log: Logger;
  #run = 0;
  #cancel: (() => void) | null = null;

  constructor(media: MediaCall, tag: string, clock: Clock, prompts: Pick<Prompts, "duration">, log: Logger) {
    this.#media = media;
    this.#prompts = prompts;
    this.#tag = tag;
    this.#clock = clock;
    this.#log = log;
  }

  /** Replaces what is being played. `onOver` follows once, unless the list is endless or replaced itself. */
  play(list: Playlist, onOver: () => void): void {
    this.forget();
    void this.#next(this.#run, list, 0, onOver);
  }

  /** Silence. */
  stop(): void {
    this.forget();
    void this.#media.stop(this.#tag);
  }

  /** Begins nothing any more; what plays now is for the caller of this to end. */
  forget(): void {
    this.#run += 1;
    this.#cancel?.();
    this.#cancel = null;
  }

  async #next(run: number, list: Playlist, index: number, onOver: () => void): Promise<void> {
    const file = list.files[index] ?? list.endless;
    if (file === null) {
      onOver();
      return;
    }
    const endless = index >= list.files.length;
    const lasting = endless ? 0 : await this.#prompts.duration(file);
    if (run !== this.#run) return;
    const result = await this.#media.play(this.#tag, file, endless ? ENDLESS : 1);
    if (run !== this.#run || endless) {
      if (!result.ok && run === this.#run) this.#log.warn({ failure: result.failure }, "music does not play");
      return;
    }
    if (!result.ok) this.#log.warn({ file, failure: result.failure }, "a prompt does not play");
    const duration = result.ok ? (lasting ?? 0) : 0;
    this.#cancel = this.#clock.at(this.#clock.now() + duration, () => {
      this.#cancel = null;
      void this.#next(run, list, index + 1, onOver);
    });
  }
}
