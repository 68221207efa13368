const HOUR = 3_600_000;

/** Wrong codes in an hour. */
export const PER_CALLER = 6;
/** More than people mistype: somebody guesses. */
export const PER_NUMBER = 100;
/** How old a disclosure may be whose code is taken while somebody guesses. */
export const FRESH = 600_000;
/** Callers remembered at once; whoever comes beyond them replaces the one who was wrong the longest ago. */
const MOST_CALLERS = 20_000;

export interface Guess {
  readonly organisation: string;
  /** Called. */
  readonly number: string;
  /** Null: withheld. */
  readonly caller: string | null;
  /** The first code of its call. */
  readonly first: boolean;
}

/** Whether a code is looked at, and how old its disclosure may be. */
export type Permission = { readonly look: false } | { readonly look: true; readonly freshness: number | null };

/**
 * Bounds guessing without keeping out whoever types a right code at once. A caller who was wrong too often is not looked at
 * for a while. While many are wrong at one number, all that is taken there is the first code of a call, by a caller who was
 * not wrong before, for a disclosure of the last minutes. Reasons and figures: docs/decisions/0027-who-gets-number-and-code.md.
 */
export class Guesses {
  readonly #callers = new Map<string, number[]>();
  readonly #numbers = new Map<string, number[]>();

  permission(guess: Guess, now: number): Permission {
    const wrong = guess.caller === null ? 0 : recent(this.#callers.get(callerKey(guess)), now).length;
    if (wrong >= PER_CALLER) return { look: false };
    if (!this.isGuessed(guess, now)) return { look: true, freshness: null };
    return guess.first && wrong === 0 ? { look: true, freshness: FRESH } : { look: false };
  }

  isGuessed(number: { readonly organisation: string; readonly number: string }, now: number): boolean {
    return recent(this.#numbers.get(numberKey(number)), now).length >= PER_NUMBER;
  }

  /** Notes a code as wrong before it is looked up, so that many at once count; the result takes that back. */
  note(guess: Guess, now: number): () => void {
    const undo = [note(this.#numbers, numberKey(guess), now, PER_NUMBER)];
    if (guess.caller !== null) {
      undo.push(note(this.#callers, callerKey(guess), now, PER_CALLER));
      const [oldest] = this.#callers.keys();
      if (this.#callers.size > MOST_CALLERS && oldest !== undefined) this.#callers.delete(oldest);
    }
    return () => {
      for (const one of undo) one();
    };
  }

  /** Lets go of what is older than an hour. */
  sweep(now: number): void {
    for (const kept of [this.#callers, this.#numbers])
      for (const [key, times] of kept) if (recent(times, now).length === 0) kept.delete(key);
  }
}

const numberKey = ({ organisation, number }: { organisation: string; number: string }) => `${organisation}/${number}`;
const callerKey = (guess: Guess) => `${numberKey(guess)}/${guess.caller}`;
const recent = (times: readonly number[] | undefined, now: number) => (times ?? []).filter((at) => at > now - HOUR);

/** No more is kept than decides. The key moves to the end, behind whoever was wrong before. */
function note(kept: Map<string, number[]>, key: string, now: number, most: number): () => void {
  const times = [...recent(kept.get(key), now), now].slice(-most);
  kept.delete(key);
  kept.set(key, times);
  return () => {
    const left = kept.get(key) ?? [];
    const index = left.lastIndexOf(now);
    if (index >= 0) kept.set(key, left.toSpliced(index, 1));
  };
}
