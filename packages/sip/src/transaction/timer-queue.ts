/** One deadline. `owner` and `name` say what is due; a new deadline for the same two replaces the old one. */
export interface Due {
  readonly owner: string;
  readonly name: string;
}

interface Entry extends Due {
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
  /** By owner, who has few at a time. */
  readonly #live = new Map<string, Entry[]>();
  #heap: Entry[] = [];
  #order = 0;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  set(owner: string, name: string, at: number): void {
    const entry: Entry = { owner, name, at, order: this.#order++, dead: false };
    const own = this.#live.get(owner);
    const before = own?.findIndex((one) => one.name === name) ?? -1;
    const replaced = own?.[before];
    if (replaced !== undefined) replaced.dead = true;
    else this.#size++;
    if (own === undefined) this.#live.set(owner, [entry]);
    else if (replaced === undefined) own.push(entry);
    else own[before] = entry;
    if (this.#heap.length > 64 && this.#heap.length > 2 * this.#size) this.#rebuild();
    else this.#push(entry);
  }

  clear(owner: string, name: string): void {
    const entry = this.#live.get(owner)?.find((one) => one.name === name);
    if (entry !== undefined) this.#remove(entry);
  }

  /** Every deadline of this owner. */
  clearAll(owner: string): void {
    const own = this.#live.get(owner);
    if (own === undefined) return;
    for (const entry of own) entry.dead = true;
    this.#size -= own.length;
    this.#live.delete(owner);
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
    this.#remove(first);
    return first;
  }

  save(): SavedTimers {
    return this.#inOrder().map((entry) => [entry.owner, entry.name, entry.at] as const);
  }

  restore(saved: SavedTimers): void {
    for (const [owner, name, at] of saved) this.set(owner, name, at);
  }

  #inOrder(): Entry[] {
    return [...this.#live.values()].flat().sort((a, b) => a.at - b.at || a.order - b.order);
  }

  #remove(entry: Entry): void {
    entry.dead = true;
    this.#size--;
    const own = this.#live.get(entry.owner);
    if (own === undefined || own.length === 1) this.#live.delete(entry.owner);
    else own.splice(own.indexOf(entry), 1);
  }

  #dropDead(): void {
    for (let first = this.#heap[0]; first?.dead === true; first = this.#heap[0]) this.#pop();
  }

  #rebuild(): void {
    this.#heap = this.#inOrder();
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

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
