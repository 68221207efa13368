import { Outlet } from "./outlet.ts";
import { renderTone, type Tone } from "./tones.ts";

/** Where a tone is heard: in the ear (the output device), or in the room as well (the ring device). */
export type Place = "output" | "ring";

export interface Meter {
  /** Root mean square of the last moment, from 0 to 1. */
  level(): number;
  close(): void;
}

/**
 * All sound of the page: one AudioContext for tones, meters and tests, one element for the other side's voice. Nothing
 * here awaits `play()`: a browser that does not allow sound yet leaves it pending until the next gesture.
 */
export class Sound {
  readonly #context: AudioContext;
  readonly #voice = new Audio();
  readonly #outlets: Readonly<Record<Place, Outlet>>;
  readonly #playing = new Map<Tone, () => void>();
  readonly #rendered = new Map<Tone, AudioBuffer>();
  readonly #changed: () => void;
  #ringApart = false;

  constructor(changed: () => void) {
    this.#changed = changed;
    this.#context = new AudioContext({ latencyHint: "interactive" });
    this.#outlets = { output: new Outlet(this.#context), ring: new Outlet(this.#context) };
    this.#voice.autoplay = true;
    this.#context.onstatechange = () => this.#changed();
  }

  get unlocked(): boolean {
    return this.#context.state === "running";
  }

  get outputChoice(): boolean {
    return "setSinkId" in this.#voice;
  }

  /** Inside a gesture: allows sound for this page. */
  async unlock(): Promise<boolean> {
    if (this.#context.state !== "closed") {
      // Outside a gesture the promise may stay pending for ever: the state is what counts, a moment later.
      await Promise.race([this.#context.resume().catch(() => {}), new Promise((done) => setTimeout(done, 500))]);
    }
    if (this.#voice.srcObject !== null) this.#voice.play().catch(() => {});
    for (const outlet of Object.values(this.#outlets)) outlet.play();
    this.#changed();
    return this.unlocked;
  }

  /** @throws when the browser does not know the device any more. */
  async route(output: string, ring: string): Promise<void> {
    this.#ringApart = ring !== output;
    await this.#outlets.ring.sink(ring);
    await this.#outlets.output.sink(output);
    if (this.outputChoice) await this.#voice.setSinkId(output === "default" ? "" : output);
  }

  hear(stream: MediaStream | null): void {
    this.#voice.srcObject = stream;
    if (stream !== null) this.#voice.play().catch(() => {});
  }

  start(tone: Tone): void {
    if (this.#playing.has(tone)) return;
    const source = this.#source(tone);
    source.loop = true;
    source.connect(this.#outlets.output.input);
    if (tone === "ring" && this.#ringApart) source.connect(this.#outlets.ring.input);
    source.start();
    this.#playing.set(tone, () => {
      source.stop();
      source.disconnect();
    });
  }

  stop(tone: Tone): void {
    this.#playing.get(tone)?.();
    this.#playing.delete(tone);
  }

  /** Plays one round; resolves when it has been played. */
  async playOnce(tone: Tone, place: Place): Promise<void> {
    await this.#playThrough(this.#source(tone), place);
  }

  async playSamples(samples: AudioBuffer): Promise<void> {
    const source = this.#context.createBufferSource();
    source.buffer = samples;
    await this.#playThrough(source, "output");
  }

  get context(): AudioContext {
    return this.#context;
  }

  meter(stream: MediaStream): Meter {
    const source = this.#context.createMediaStreamSource(stream);
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    return {
      level: () => {
        analyser.getFloatTimeDomainData(samples);
        return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      },
      close: () => source.disconnect(),
    };
  }

  close(): void {
    for (const stop of this.#playing.values()) stop();
    this.#playing.clear();
    this.#voice.srcObject = null;
    for (const outlet of Object.values(this.#outlets)) outlet.close();
    this.#context.onstatechange = null;
    if (this.#context.state !== "closed") this.#context.close().catch(() => {});
  }

  async #playThrough(source: AudioBufferSourceNode, place: Place): Promise<void> {
    source.connect(this.#outlets[place].input);
    source.start();
    await new Promise((done) => {
      source.onended = done;
    });
    source.disconnect();
  }

  #source(tone: Tone): AudioBufferSourceNode {
    let buffer = this.#rendered.get(tone);
    if (buffer === undefined) {
      const samples = renderTone(tone, this.#context.sampleRate);
      buffer = this.#context.createBuffer(1, samples.length, this.#context.sampleRate);
      buffer.copyToChannel(samples, 0);
      this.#rendered.set(tone, buffer);
    }
    const source = this.#context.createBufferSource();
    source.buffer = buffer;
    return source;
  }
}
