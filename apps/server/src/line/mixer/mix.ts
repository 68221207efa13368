/** 20 ms at 8,000 samples/s. */
export const FRAME = 160;

/** Up to here a sum is left as it is. */
const KNEE = 24_576;
const HEADROOM = 32_767 - KNEE;

/**
 * The sum of frames of 16-bit sound. Above the knee it bends ever more towards the highest value instead of breaking off
 * there: two who shout at once are squeezed a little, and nothing crackles. One voice alone passes untouched.
 */
export function mixInto(target: Int16Array, frames: readonly Int16Array[]): Int16Array {
  const [first, ...others] = frames;
  if (first === undefined) return target.fill(0);
  if (others.length === 0) {
    target.set(first);
    return target;
  }
  for (let index = 0; index < target.length; index += 1) {
    let sum = first[index] ?? 0;
    for (const frame of others) sum += frame[index] ?? 0;
    target[index] = limited(sum);
  }
  return target;
}

/** Odd, monotone, without a corner, and never beyond 16 bits. */
export function limited(sum: number): number {
  const above = Math.abs(sum) - KNEE;
  if (above <= 0) return sum;
  const bent = Math.round(KNEE + (HEADROOM * above) / (HEADROOM + above));
  return sum < 0 ? -bent : bent;
}
