/** Older answers say nothing about now. */
const WINDOW = 3_600_000;
const KEPT = 20;
/** With fewer answers than this the estimate would be a guess. */
const LEAST = 3;

/** Notes an answer; the latest twenty are kept. */
export function noteAnswer(answers: number[], now: number): void {
  answers.push(now);
  if (answers.length > KEPT) answers.splice(0, answers.length - KEPT);
}

/**
 * The expected wait of a position (1 is next), in milliseconds: position × the mean time between answers, where the
 * mean is (now − oldest answer kept) ÷ answers kept. As it counts up to now and not to the last answer, it grows while
 * nothing is answered. Only answers of the last hour count; null with fewer than three.
 */
export function expectedWait(answers: readonly number[], position: number, now: number): number | null {
  const recent = answers.filter((at) => now - at < WINDOW);
  const oldest = recent[0];
  if (oldest === undefined || recent.length < LEAST) return null;
  return (position * (now - oldest)) / recent.length;
}
