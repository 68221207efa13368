const FIRST = 400;
const LONGEST = 15_000;

/**
 * How long to wait before the next attempt, in milliseconds, after `failures` attempts in a row have failed (0: a link
 * that was up was lost). The upper half is random, so that a thousand phones that lost one server do not return at once.
 */
export function backOff(failures: number, random: number): number {
  const ceiling = Math.min(LONGEST, FIRST * 2 ** Math.min(failures, 10));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
