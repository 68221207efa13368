import { join } from "node:path";
import type { Locale } from "@belfry/contracts";
import type { LineEffect, Prompt, PromptItem } from "@belfry/floor";
import { durationOf } from "./duration.ts";

/** The highest number that a sentence with a number was made for. */
export const HIGHEST_NUMBER = 30;
/** Matroska with PCM in packets of 20 ms: rtpengine plays it at an even pace, which it does not do with WAV. */
export const EXTENSION = "mka";

type Recording = (organisation: string, language: Locale, prompt: Prompt | "music") => string | null;

/** Finds the file for a sentence: an organisation's own recording, else the default of the language. */
export class Prompts {
  readonly #folder: string;
  readonly #recording: Recording;
  readonly #durations = new Map<string, Promise<number | null>>();

  /** `folder` was filled by `makePrompts`. */
  constructor(folder: string, recording: Recording) {
    this.#folder = folder;
    this.#recording = recording;
  }

  playlist(organisation: string, { language, items, then: afterwards }: Extract<LineEffect, { type: "leg.play" }>) {
    const files = items.map((item) => this.sentence(organisation, language, item));
    if (afterwards === "end") return { files, endless: null };
    return { files, endless: afterwards === "music" ? this.music(organisation, language) : this.ringback() };
  }

  sentence(organisation: string, language: Locale, { prompt, number }: PromptItem): string {
    // A sentence that holds a number cannot be one recording; those stay with the default voice.
    if (number === undefined) {
      const own = this.#recording(organisation, language, prompt);
      if (own !== null) return own;
    }
    const name =
      number === undefined ? prompt : `${prompt}-${Math.min(HIGHEST_NUMBER, Math.max(1, Math.round(number)))}`;
    return join(this.#folder, language, `${name}.${EXTENSION}`);
  }

  /** Milliseconds; null when the file is not there or does not say. Files never change, so each is read once. */
  duration(file: string): Promise<number | null> {
    const known = this.#durations.get(file);
    if (known !== undefined) return known;
    const read = durationOf(file).then((duration) => {
      if (duration === null) this.#durations.delete(file);
      return duration;
    });
    this.#durations.set(file, read);
    return read;
  }

  music(organisation: string, language: Locale): string {
    return this.#recording(organisation, language, "music") ?? join(this.#folder, `music.${EXTENSION}`);
  }

  ringback(): string {
    return join(this.#folder, `ringback.${EXTENSION}`);
  }
}
