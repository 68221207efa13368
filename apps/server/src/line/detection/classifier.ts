import { strongestTone, type Tone } from "./tone.ts";

export type Who = "person" | "machine" | "unknown";

const FRAME_MS = 20;

/** Sound that lies so far above the noise, and so little below the loudest, is a voice: decibels. */
const ABOVE_NOISE = 8;
const BELOW_LOUDEST = 24;
/** Louder than this (about -62 dBFS) is anything at all. */
const ANYTHING = 28;
/** Shorter sounds are clicks; shorter silences are between syllables. Milliseconds. */
const CLICK = 60;
const SYLLABLES = 160;

/** A person says so much at most before they wait for an answer; a machine speaks on. */
const MOST_OF_PERSON = 1_900;
/** The silence that tells that somebody waits: the longer they spoke, the longer it has to be. */
const LEAST_WAIT = 520;
const WAIT_PER_SPOKEN = 0.3;

/** A beep: so long one frequency and nothing else. */
const BEEP = 240;
const PURE = 0.6;
/** Hz. */
const DRIFT = 30;

/**
 * Tells by its first seconds whether a person or a machine has answered: a person says a word or two and waits, a
 * machine speaks on, or beeps. It hears frames of 20 ms one after the other, and decides once.
 */
export class Classifier {
  readonly #timeout: number;
  /** Of each frame in decibels. */
  readonly #levels: number[] = [];
  #tone: Tone | null = null;
  #toneFrames = 0;
  #verdict: Who | null = null;

  /** Milliseconds after which it is unknown. */
  constructor(timeout: number) {
    this.#timeout = timeout;
  }

  /** Null until it is decided; afterwards what was decided. */
  hear(frame: Int16Array): Who | null {
    if (this.#verdict !== null) return this.#verdict;
    this.#levels.push(levelOf(frame));
    this.#listenForBeep(frame);
    this.#verdict = this.#decide();
    return this.#verdict;
  }

  #decide(): Who | null {
    if (this.#toneFrames * FRAME_MS >= BEEP) return "machine";
    const spoken = speechIn(this.#levels);
    if (spoken !== null) {
      const { said, silentFor } = spoken;
      if (said > MOST_OF_PERSON) return "machine";
      if (silentFor >= LEAST_WAIT + WAIT_PER_SPOKEN * said) return "person";
    }
    return this.#levels.length * FRAME_MS >= this.#timeout ? "unknown" : null;
  }

  #listenForBeep(frame: Int16Array): void {
    const tone = strongestTone(frame);
    const level = this.#levels.at(-1) ?? 0;
    if (level < ANYTHING || tone.share < PURE) {
      this.#toneFrames = 0;
      this.#tone = null;
      return;
    }
    const goesOn = this.#tone !== null && Math.abs(tone.hertz - this.#tone.hertz) <= DRIFT;
    this.#toneFrames = goesOn ? this.#toneFrames + 1 : 1;
    if (!goesOn) this.#tone = tone;
  }
}

function levelOf(frame: Int16Array): number {
  let sum = 0;
  for (const sample of frame) sum += sample * sample;
  return sum === 0 ? 0 : 10 * Math.log10(sum / frame.length);
}

/** From the first word to the last, and how long it has been silent since; null when nobody has spoken. */
function speechIn(levels: readonly number[]): { readonly said: number; readonly silentFor: number } | null {
  const sorted = [...levels].sort((a, b) => a - b);
  const noise = sorted[Math.floor(sorted.length / 10)] ?? 0;
  const loudest = sorted.at(-3) ?? 0;
  const least = Math.max(ANYTHING, Math.min(noise + ABOVE_NOISE, loudest - 6), loudest - BELOW_LOUDEST);
  if (loudest - noise < ABOVE_NOISE || loudest < ANYTHING) return null;
  let first: number | null = null;
  let last = 0;
  for (const { from, to } of sounds(levels, least)) {
    if ((to - from) * FRAME_MS < CLICK) continue;
    first ??= from;
    last = to;
  }
  if (first === null) return null;
  return { said: (last - first) * FRAME_MS, silentFor: (levels.length - last) * FRAME_MS };
}

/** Frames in a row that are louder than this, with the silences between syllables in them. */
function sounds(levels: readonly number[], least: number): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  levels.forEach((level, at) => {
    if (level < least) return;
    const before = found.at(-1);
    if (before !== undefined && (at - before.to) * FRAME_MS <= SYLLABLES) before.to = at + 1;
    else found.push({ from: at, to: at + 1 });
  });
  return found;
}
