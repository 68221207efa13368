/** One deadline. `owner` and `name` say what is due; a new deadline for the same two replaces the old one. */
export interface Due {
  readonly owner: string;
  readonly name: string;
}

interface Entry extends Due {
  readonly key: string;
  readonly at: number;
  /** Entries that are due at the same moment come in the order in which they were set. */
  readonly order: number;
  /** Cleared or replaced. */
  dead: boolean;
}

export type SavedTimers = readonly (readonly [owner: string, name: string, at: number])[];

/**
 * Deadlines in a binary heap. A cleared or replaced entry stays in the heap until it comes up or until more than
 * half of the heap is dead: nearly every timer of a healthy call is cleared long before it is due.
 */
export class TimerQueue {
  readonly #live = new Map<string, Entry>();
  #heap: Entry[] = [];
  #order = 0;

  get size(): number {
    return this.#live.size;
  }

  set(owner: string, name: string, at: number): void {
    const key = keyOf(owner, name);
    this.#kill(key);
    const entry: Entry = { owner, name, key, at, order: this.#order++, dead: false };
    this.#live.set(key, entry);
    if (this.#heap.length > 64 && this.#heap.length > 2 * this.#live.size) this.#rebuild();
    else this.#push(entry);
  }

  clear(owner: string, name: string): void {
    const key = keyOf(owner, name);
    if (this.#kill(key)) this.#live.delete(key);
  }

  nextAt(): number | null {
    this.#dropDead();
    return this.#heap[0]?.at ?? null;
  }

  /** Takes the earliest deadline that is not later than `now`. */
  take(now: number): Due | null {
    this.#dropDead();
    const first = this.#heap[0];
    if (first === undefined || first.at > now) return null;
    this.#pop();
    this.#live.delete(first.key);
    return first;
  }

  save(): SavedTimers {
    const entries = [...this.#live.values()].sort((a, b) => a.at - b.at || a.order - b.order);
    return entries.map((entry) => [entry.owner, entry.name, entry.at] as const);
  }

  restore(saved: SavedTimers): void {
    for (const [owner, name, at] of saved) this.set(owner, name, at);
  }

  /** False when there is no such deadline. */
  #kill(key: string): boolean {
    const entry = this.#live.get(key);
    if (entry === undefined) return false;
    entry.dead = true;
    return true;
  }

  #dropDead(): void {
    for (let first = this.#heap[0]; first?.dead === true; first = this.#heap[0]) this.#pop();
  }

  #rebuild(): void {
    this.#heap = [...this.#live.values()].sort((a, b) => a.at - b.at || a.order - b.order);
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up];
      if (parent === undefined || !before(entry, parent)) break;
      heap[at] = parent;
      at = up;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = 2 * at + 1;
      let child = heap[down];
      if (child === undefined) break;
      const right = heap[down + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        down++;
      }
      if (!before(child, last)) break;
      heap[at] = child;
      at = down;
    }
    heap[at] = last;
  }
}

function keyOf(owner: string, name: string): string {
  return `${owner}\n${name}`;
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
