/** A seeded source of chance (mulberry32): the same seed gives the same world. */
export interface Random {
  /** 0 to 1, 1 excluded. */
  next(): number;
  /** 0 to `below`, `below` excluded. */
  below(below: number): number;
  chance(probability: number): boolean;
  /** Exponential with this mean: the time until something that happens at random. */
  wait(mean: number): number;
  pick<T>(list: readonly T[]): T | undefined;
}

export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    wait: (mean) => Math.ceil(-Math.log(1 - next()) * mean),
    pick: (list) => list[below(list.length)],
  };
}
