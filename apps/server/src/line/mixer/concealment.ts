import { FRAME } from "./mix.ts";

/** Frames until what was made up has faded to silence: longer it would sound like a machine. */
const FADE = 3;
/** Samples over which sound that comes back takes over: 5 ms, enough for no click. */
const SEAM = 40;

/** Fills what is missing from the last that was heard, fading, and joins what comes then without a click. */
export class Concealment {
  readonly #last = new Int16Array(FRAME);
  readonly #made = new Int16Array(FRAME);
  #gone = FADE;

  /** Whether what was given last was made up. */
  get running(): boolean {
    return this.#gone > 0;
  }

  /** In place of a frame that is not there; null once it has faded to silence. */
  conceal(): Int16Array | null {
    if (this.#gone >= FADE) return null;
    this.#make();
    this.#gone += 1;
    return this.#made;
  }

  /** Here something was left out: the next frame does not follow the last one. */
  cut(): void {
    this.#gone = Math.max(1, this.#gone);
  }

  /** A frame that is there; changed in place where it follows one that was not. */
  pass(frame: Int16Array): Int16Array {
    if (this.#gone > 0) {
      this.#make();
      for (let index = 0; index < SEAM; index += 1) {
        const made = this.#made[index] ?? 0;
        frame[index] = Math.round(made + (((frame[index] ?? 0) - made) * (index + 1)) / (SEAM + 1));
      }
    }
    this.#gone = 0;
    this.#last.set(frame);
    return frame;
  }

  /** The last frame backwards, then forwards, and so on: so each begins at the sample where the one before ended. */
  #make(): void {
    for (let index = 0; index < FRAME; index += 1) {
      const from = this.#gone % 2 === 0 ? FRAME - 1 - index : index;
      const left = Math.max(0, 1 - (this.#gone + index / FRAME) / FADE);
      this.#made[index] = Math.round((this.#last[from] ?? 0) * left);
    }
  }
}
