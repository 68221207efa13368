/** One way out of the AudioContext to a device of choice: a context has a single sink, an element has its own. */
export class Outlet {
  readonly input: GainNode;
  readonly #element = new Audio();
  readonly #stream: MediaStreamAudioDestinationNode;

  constructor(context: AudioContext) {
    this.#stream = context.createMediaStreamDestination();
    this.input = context.createGain();
    this.input.connect(this.#stream);
    this.#element.srcObject = this.#stream.stream;
    this.play();
  }

  play(): void {
    this.#element.play().catch(() => {});
  }

  async sink(device: string): Promise<void> {
    if ("setSinkId" in this.#element) await this.#element.setSinkId(device === "default" ? "" : device);
  }

  close(): void {
    this.#element.pause();
    this.#element.srcObject = null;
    this.input.disconnect();
  }
}
