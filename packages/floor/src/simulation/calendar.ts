interface Entry<T> {
  readonly at: number;
  readonly order: number;
  readonly value: T;
}

/** What will happen when; things of the same instant keep the order in which they were planned. */
export class Calendar<T> {
  readonly #heap: Entry<T>[] = [];
  #planned = 0;

  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  plan(at: number, value: T): void {
    const heap = this.#heap;
    let position = heap.length;
    const entry = { at, order: this.#planned++, value };
    heap.push(entry);
    while (position > 0) {
      const up = (position - 1) >> 1;
      const parent = heap[up];
      if (!parent || !isBefore(entry, parent)) break;
      heap[position] = parent;
      position = up;
    }
    heap[position] = entry;
  }

  take(): T | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first?.value;
    let position = 0;
    for (;;) {
      let down = 2 * position + 1;
      let child = heap[down];
      if (!child) break;
      const right = heap[down + 1];
      if (right && isBefore(right, child)) {
        child = right;
        down += 1;
      }
      if (!isBefore(child, last)) break;
      heap[position] = child;
      position = down;
    }
    heap[position] = last;
    return first.value;
  }
}

function isBefore<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
