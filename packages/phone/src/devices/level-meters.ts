import type { Meter, Sound } from "../media/sound.ts";
import type { Levels } from "../ports.ts";

const EVERY = 100;

/** The levels of the call, measured only while somebody listens. */
export class LevelMeters {
  readonly #sound: () => Sound | null;
  readonly #listeners = new Set<(levels: Levels) => void>();
  readonly #streams: { input: MediaStream | null; output: MediaStream | null } = { input: null, output: null };
  readonly #meters: { input: Meter | null; output: Meter | null } = { input: null, output: null };
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(sound: () => Sound | null) {
    this.#sound = sound;
  }

  subscribe(listener: (levels: Levels) => void): () => void {
    this.#listeners.add(listener);
    this.#arrange();
    return () => {
      this.#listeners.delete(listener);
      this.#arrange();
    };
  }

  input(stream: MediaStream | null): void {
    this.#put("input", stream);
  }

  output(stream: MediaStream | null): void {
    this.#put("output", stream);
  }

  close(): void {
    this.#listeners.clear();
    this.#arrange();
  }

  #put(side: "input" | "output", stream: MediaStream | null): void {
    this.#streams[side] = stream;
    this.#drop(side);
    this.#arrange();
  }

  #arrange(): void {
    const wanted = this.#listeners.size > 0;
    for (const side of ["input", "output"] as const) {
      const stream = this.#streams[side];
      if (!wanted) this.#drop(side);
      else if (stream !== null) this.#meters[side] ??= this.#sound()?.meter(stream) ?? null;
    }
    clearInterval(this.#timer);
    if (wanted) this.#timer = setInterval(() => this.#tell(), EVERY);
  }

  #drop(side: "input" | "output"): void {
    this.#meters[side]?.close();
    this.#meters[side] = null;
  }

  #tell(): void {
    const levels: Levels = { input: this.#meters.input?.level() ?? 0, output: this.#meters.output?.level() ?? 0 };
    for (const listener of [...this.#listeners]) listener(levels);
  }
}
