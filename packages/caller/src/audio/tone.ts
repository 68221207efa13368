/** Samples per second of everything in this package. */
export const RATE = 8000;

/** What an endpoint says: called for each packet with the number of samples it needs. */
export type Source = (count: number) => Int16Array;

export const silence: Source = (count) => new Int16Array(count);

/** A sine of `amplitude` (0 to 32767) that goes on without a click from packet to packet. */
export function tone(hertz: number, amplitude = 8000): Source {
  let phase = 0;
  const turn = (2 * Math.PI * hertz) / RATE;
  return (count) =>
    Int16Array.from({ length: count }, () => {
      phase += turn;
      return Math.round(amplitude * Math.sin(phase));
    });
}

/** Plays samples once, then silence; `onEnd` is called when the last one has been taken. */
export function clip(samples: Int16Array, onEnd: () => void = () => {}): Source {
  let at = 0;
  return (count) => {
    const out = new Int16Array(count);
    if (at < samples.length) {
      out.set(samples.subarray(at, at + count));
      at += count;
      if (at >= samples.length) onEnd();
    }
    return out;
  };
}

/** The mean power of one frequency in `samples` (Goertzel), comparable with `power`. */
export function powerAt(samples: Int16Array, hertz: number): number {
  if (samples.length === 0) return 0;
  const factor = 2 * Math.cos((2 * Math.PI * hertz) / RATE);
  let one = 0;
  let two = 0;
  for (const sample of samples) {
    const next = sample + factor * one - two;
    two = one;
    one = next;
  }
  return (2 * (one * one + two * two - factor * one * two)) / (samples.length * samples.length);
}

/** The mean square of `samples`. */
export function power(samples: Int16Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  return samples.length === 0 ? 0 : sum / samples.length;
}

/**
 * The part (0 to 1) of the sound's power that lies at `hertz`; 0 for silence (below about -60 dBFS).
 * A clean tone gives more than 0.8 over windows of 100 ms and longer.
 */
export function shareAt(samples: Int16Array, hertz: number): number {
  const all = power(samples);
  return all < 1000 ? 0 : Math.min(1, powerAt(samples, hertz) / all);
}
