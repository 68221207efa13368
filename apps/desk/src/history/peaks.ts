/** The loudest moment of each of so many equal parts, 0 to 1. */
export function peaksOf(samples: Float32Array, parts: number): readonly number[] {
  return Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * samples.length) / parts);
    const to = Math.floor(((part + 1) * samples.length) / parts);
    return samples.subarray(from, to).reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
  });
}
