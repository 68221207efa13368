import { openMicrophone } from "@belfry/phone";
import type { WebCallView } from "./port.ts";

type Known = Pick<WebCallView, "microphones" | "microphone">;

/** The microphone that is spoken into: opened when it is asked for, changed for another, and replaced when it is pulled. */
export class Microphone {
  readonly #changed: (known: Known) => void;
  readonly #over = new AbortController();
  #stream: MediaStream;
  #muted = false;
  #sender: RTCRtpSender | null = null;
  #changes = 0;

  private constructor(stream: MediaStream, changed: (known: Known) => void) {
    this.#stream = stream;
    this.#changed = changed;
    this.#watch(stream);
    const list = () => void this.#list();
    navigator.mediaDevices.addEventListener("devicechange", list, { signal: this.#over.signal });
    list();
  }

  /** @throws {MicrophoneError} when the visitor, or the page around, says no, or there is none. */
  static async open(changed: (known: Known) => void): Promise<Microphone> {
    return new Microphone(await openMicrophone("default"), changed);
  }

  get stream(): MediaStream {
    return this.#stream;
  }

  /** Where what is said goes. */
  sendBy(sender: RTCRtpSender | null): void {
    this.#sender = sender;
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    for (const track of this.#stream.getAudioTracks()) track.enabled = !muted;
  }

  /** Speaks into this one from now on, or into the system's own where it cannot be had. */
  async change(id: string): Promise<void> {
    this.#changes += 1;
    const change = this.#changes;
    const stream = await openMicrophone(id).catch(() => null);
    if (stream === null) return;
    if (this.#over.signal.aborted || change !== this.#changes) {
      stop(stream);
      return;
    }
    const former = this.#stream;
    this.#stream = stream;
    this.#watch(stream);
    this.mute(this.#muted);
    await this.#sender?.replaceTrack(stream.getAudioTracks()[0] ?? null).catch(() => {});
    stop(former);
    await this.#list();
  }

  close(): void {
    this.#over.abort();
    stop(this.#stream);
  }

  #watch(stream: MediaStream): void {
    for (const track of stream.getAudioTracks()) {
      // Pulled out; a track that is stopped here on purpose tells nothing.
      track.addEventListener("ended", () => void this.change("default"), { signal: this.#over.signal });
    }
  }

  async #list(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    if (this.#over.signal.aborted) return;
    const microphones = devices
      .filter(({ kind, deviceId, label }) => kind === "audioinput" && deviceId !== "" && label !== "")
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
    this.#changed({ microphones, microphone: this.#stream.getAudioTracks()[0]?.getSettings().deviceId ?? "" });
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}
