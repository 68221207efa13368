/** A call's place in a queue: by arrival, then by the order in which the floor saw them. */
export interface Place {
  readonly call: string;
  readonly since: number;
  readonly seq: number;
}

export interface IdleAgent {
  readonly agent: string;
  readonly since: number;
}

export interface QueueState {
  /** First come first served. */
  readonly waiting: Place[];
  /** People whom a campaign called and who answered: served before all who wait, in the order of their answers. */
  readonly contacts: string[];
  /** The campaigns that call for this queue, in their order. */
  campaigns: readonly string[];
  /** Agents of this queue to whom a call can be offered now, longest idle first. */
  readonly idle: IdleAgent[];
  signedIn: number;
  open: boolean;
  offered: number;
  answered: number;
  abandoned: number;
  /** Instants of the latest answers, oldest first, for the expected wait. */
  readonly answers: number[];
}

export function emptyQueue(open: boolean): QueueState {
  return {
    waiting: [],
    contacts: [],
    campaigns: [],
    idle: [],
    signedIn: 0,
    open,
    offered: 0,
    answered: 0,
    abandoned: 0,
    answers: [],
  };
}

function search<T>(list: readonly T[], before: (item: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = list[middle];
    if (item !== undefined && before(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function placeIndex(queue: QueueState, since: number, seq: number): number {
  return search(queue.waiting, (each) => each.since < since || (each.since === since && each.seq < seq));
}

export function addWaiting(queue: QueueState, place: Place): void {
  queue.waiting.splice(placeIndex(queue, place.since, place.seq), 0, place);
}

export function removeWaiting(queue: QueueState, call: string, since: number, seq: number): void {
  const index = placeIndex(queue, since, seq);
  if (queue.waiting[index]?.call === call) queue.waiting.splice(index, 1);
}

function idleIndex(queue: QueueState, since: number, agent: string): number {
  return search(queue.idle, (each) => each.since < since || (each.since === since && each.agent < agent));
}

export function addIdle(queue: QueueState, agent: string, since: number): void {
  queue.idle.splice(idleIndex(queue, since, agent), 0, { agent, since });
}

export function removeIdle(queue: QueueState, agent: string, since: number): void {
  const index = idleIndex(queue, since, agent);
  if (queue.idle[index]?.agent === agent) queue.idle.splice(index, 1);
}

export function hasIdle(queue: QueueState, agent: string, since: number): boolean {
  return queue.idle[idleIndex(queue, since, agent)]?.agent === agent;
}
