/** Fresh credentials are fetched this long before the old ones end, at most. */
const MARGIN_LONGEST = 60_000;
const MARGIN_SHORTEST = 5_000;
const SOONEST = 10_000;
/** How long credentials are trusted that have ended already by this machine's clock: the clock is wrong, not they. */
const CLOCK_AHEAD = 60_000;

/**
 * When to fetch the next credentials, in epoch milliseconds. A quarter of their life is kept in hand for a fetch that
 * fails and for a machine that sleeps; a clock that is hours ahead must not make the phone fetch without pause, and one
 * that is behind is caught when the server refuses.
 */
export function renewAt(now: number, expiresAt: number): number {
  const life = expiresAt - now;
  if (life <= 0) return now + CLOCK_AHEAD;
  const margin = Math.min(MARGIN_LONGEST, Math.max(MARGIN_SHORTEST, life / 4));
  return Math.max(now + SOONEST, expiresAt - margin);
}

/** When to REGISTER again, in milliseconds after the answer that granted `expires` milliseconds. */
export function refreshAfter(expires: number): number {
  return Math.max(1_000, expires / 2);
}
