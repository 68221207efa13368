/**
 * The protocol numbers pauses, call codes, queues and agents; ours have UUIDs. The number is the UUID's first 31 bits:
 * the same at any time, whatever is added, renamed or removed beside it, and nothing has to be kept.
 * Two things of one list that share these bits (one chance in ten thousand among 600) are told apart by the
 * order of their UUIDs.
 */
export function numericIds(ids: readonly string[]): ReadonlyMap<string, number> {
  const taken = new Set<number>();
  const numbers = new Map<string, number>();
  for (const id of [...ids].sort()) {
    let number = firstBits(id);
    while (number === 0 || taken.has(number)) number = (number + 1) % LIMIT;
    taken.add(number);
    numbers.set(id, number);
  }
  return numbers;
}

const LIMIT = 2 ** 31;

function firstBits(id: string): number {
  const hex = id.replaceAll("-", "").slice(0, 8);
  const bits = Number.parseInt(hex, 16);
  return Number.isNaN(bits) ? 0 : bits % LIMIT;
}
