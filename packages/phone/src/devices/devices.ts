import type { Sound } from "../media/sound.ts";
import type { MicrophoneTest, PhoneEvents } from "../ports.ts";
import type { DeviceKind, MicrophoneView } from "../view.ts";
import { DEFAULT, type Move } from "./choice.ts";
import { DeviceBook } from "./device-book.ts";
import { howTo, surroundings } from "./how-to.ts";
import { MicrophoneError, openMicrophone } from "./microphone.ts";
import { startMicrophoneTest } from "./microphone-test.ts";

export interface DevicesParts {
  readonly storageKey: string;
  /** Null until the phone has been started. */
  readonly sound: () => Sound | null;
  readonly changed: () => void;
  /** The call that is up must speak through another microphone now. */
  readonly inputMoved: () => void;
  readonly emit: <E extends "deviceChanged" | "devicePlugged">(event: E, payload: PhoneEvents[E]) => void;
}

/** Listing, choosing, opening and trying out devices; what a page reaches as `phone.devices`. */
export class Devices {
  readonly #parts: DevicesParts;
  readonly #book: DeviceBook;
  #busy = false;

  constructor(parts: DevicesParts) {
    this.#parts = parts;
    this.#book = new DeviceBook(parts.storageKey, {
      changed: parts.changed,
      moved: (move) => this.#moved(move),
      plugged: (device) => parts.emit("devicePlugged", device),
      defaultInputMoved: parts.inputMoved,
    });
  }

  get book(): DeviceBook {
    return this.#book;
  }

  microphone(muted: boolean): MicrophoneView {
    const permission = this.#book.permission;
    return {
      permission,
      busy: this.#busy,
      howTo: permission === "denied" ? howTo(surroundings(this.#book.pageAllowed)) : null,
      muted,
    };
  }

  async start(): Promise<void> {
    await this.#book.start();
    await this.route();
  }

  /** @throws {MicrophoneError} */
  async open(): Promise<MediaStream> {
    try {
      const stream = await openMicrophone(this.#book.view.input);
      this.#busy = false;
      this.#book.learnt("granted");
      // Labels are told only once the microphone is allowed.
      if (this.#book.view.inputs.every(({ label }) => label === "")) void this.#book.refresh();
      return stream;
    } catch (error) {
      const failure = error instanceof MicrophoneError ? error.failure : "busy";
      this.#busy = failure === "busy";
      this.#book.learnt(failure);
      throw error;
    }
  }

  async requestMicrophone(): Promise<void> {
    const stream = await this.open();
    for (const track of stream.getTracks()) track.stop();
    await this.#book.refresh();
  }

  async refresh(): Promise<void> {
    await this.#book.refresh();
  }

  async choose(kind: DeviceKind, id: string): Promise<void> {
    const from = this.#book.view[kind];
    this.#book.choose(kind, id);
    if (from === this.#book.view[kind]) return;
    this.#parts.emit("deviceChanged", { kind, reason: "chosen", from, to: this.#book.view[kind] });
    if (kind === "input") this.#parts.inputMoved();
    else await this.route();
  }

  async testMicrophone(): Promise<MicrophoneTest> {
    const sound = this.#need();
    return startMicrophoneTest(await this.open(), sound);
  }

  async testSpeaker(kind: "output" | "ring"): Promise<void> {
    const sound = this.#need();
    if (!(await sound.unlock())) throw new Error("The browser allows no sound before a click or a key.");
    await sound.playOnce("test", kind);
  }

  /** Sends the sound to the devices in use. One that does not open is left for the system's own choice. */
  async route(): Promise<void> {
    const sound = this.#parts.sound();
    if (sound === null) return;
    const { output, ring } = this.#book.view;
    try {
      await sound.route(output, ring);
    } catch {
      await sound.route(DEFAULT, DEFAULT).catch(() => {});
      this.#parts.emit("deviceChanged", { kind: "output", reason: "failed", from: output, to: DEFAULT });
    }
  }

  close(): void {
    this.#book.close();
  }

  #moved(move: Move): void {
    this.#parts.emit("deviceChanged", move);
    if (move.kind === "input") this.#parts.inputMoved();
    else void this.route();
  }

  #need(): Sound {
    const sound = this.#parts.sound();
    if (sound === null) throw new Error("The phone has not been started.");
    return sound;
  }
}
