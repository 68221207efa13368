/** One alarm. `kind`, `id` and `name` say whose it is; together they are unique. */
export interface Timer {
  at: number;
  readonly kind: "call" | "agent" | "queue" | "campaign" | "callBack" | "visit" | "floor";
  readonly id: string;
  readonly name: string;
}

/** A binary heap by `at` with an index from key to position, so that an alarm is moved or cancelled in O(log n). */
export interface Timers {
  readonly heap: Timer[];
  readonly index: Record<string, number>;
}

export function timerKey(kind: Timer["kind"], id: string, name: string): string {
  return `${kind}/${id}/${name}`;
}

export function setTimer(timers: Timers, kind: Timer["kind"], id: string, name: string, at: number): void {
  const key = timerKey(kind, id, name);
  const position = timers.index[key];
  const existing = position === undefined ? undefined : timers.heap[position];
  if (position !== undefined && existing) {
    existing.at = at;
    rise(timers, sink(timers, position));
    return;
  }
  timers.heap.push({ at, kind, id, name });
  timers.index[key] = timers.heap.length - 1;
  rise(timers, timers.heap.length - 1);
}

export function cancelTimer(timers: Timers, kind: Timer["kind"], id: string, name: string): void {
  const position = timers.index[timerKey(kind, id, name)];
  if (position !== undefined) removeAt(timers, position);
}

export function timerAt(timers: Timers, kind: Timer["kind"], id: string, name: string): number | null {
  const position = timers.index[timerKey(kind, id, name)];
  return position === undefined ? null : (timers.heap[position]?.at ?? null);
}

/** Takes out the earliest alarm that is due at `now`, or null. */
export function takeDue(timers: Timers, now: number): Timer | null {
  const first = timers.heap[0];
  if (!first || first.at > now) return null;
  removeAt(timers, 0);
  return first;
}

export function nextTimer(timers: Timers): number | null {
  return timers.heap[0]?.at ?? null;
}

function removeAt(timers: Timers, position: number): void {
  const { heap, index } = timers;
  const gone = heap[position];
  const last = heap.pop();
  if (!gone || !last) return;
  delete index[timerKey(gone.kind, gone.id, gone.name)];
  if (gone === last) return;
  place(timers, last, position);
  rise(timers, sink(timers, position));
}

function place(timers: Timers, timer: Timer, position: number): void {
  timers.heap[position] = timer;
  timers.index[timerKey(timer.kind, timer.id, timer.name)] = position;
}

function rise(timers: Timers, from: number): void {
  const { heap } = timers;
  const timer = heap[from];
  if (!timer) return;
  let position = from;
  while (position > 0) {
    const up = (position - 1) >> 1;
    const parent = heap[up];
    if (!parent || parent.at <= timer.at) break;
    place(timers, parent, position);
    position = up;
  }
  if (position !== from) place(timers, timer, position);
}

function sink(timers: Timers, from: number): number {
  const { heap } = timers;
  const timer = heap[from];
  if (!timer) return from;
  let position = from;
  for (;;) {
    let down = 2 * position + 1;
    let child = heap[down];
    if (!child) break;
    const right = heap[down + 1];
    if (right && right.at < child.at) {
      child = right;
      down += 1;
    }
    if (child.at >= timer.at) break;
    place(timers, child, position);
    position = down;
  }
  if (position !== from) place(timers, timer, position);
  return position;
}
