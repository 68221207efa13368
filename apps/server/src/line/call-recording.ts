import type { LineEffect } from "@belfry/floor";
import type { Logger } from "pino";
import type { MediaCall } from "./media/media-call.ts";

/** A port for each side. */
interface Ports {
  readonly agent: number;
  readonly customer: number;
}

/** Whoever writes down what is said. A failure is told once; no call waits for it. */
export interface Recorder {
  /** The ports of this machine where each side's sound is heard, PCMA by RTP; nothing is kept until `gate` opens. */
  begin(organisation: string, call: string, queue: string | null, broken: (reason: string) => void): Promise<Ports>;
  /** Opens it for what comes from these ports of this machine; null shuts it. */
  gate(call: string, from: Ports | null): void;
  end(call: string): void;
}

type RecordEffect = Extract<LineEffect, { readonly type: `record.${string}` }>;
type Legs = { readonly agent: string; readonly customer: string };

export interface CallRecordingOptions {
  readonly organisation: string;
  readonly call: string;
  readonly media: MediaCall;
  readonly recorder: Recorder;
  readonly log: Logger;
  readonly tell: (what: "record.started" | "record.failed") => void;
}

/** The recording of one call: whose sound goes to the recorder, and whether it is kept. */
export class CallRecording {
  readonly #options: CallRecordingOptions;
  #ears: Ports | null = null;
  #subscribed: (Legs & { readonly subscription: string; readonly from: Ports }) | null = null;
  /** Whose words are wanted now. */
  #wanted: Legs | null = null;
  #over = false;
  #turn: Promise<boolean> = Promise.resolve(true);

  constructor(options: CallRecordingOptions) {
    this.#options = options;
  }

  perform(effect: RecordEffect): void {
    switch (effect.type) {
      case "record.start":
        this.#wanted = effect;
        void this.#start(effect.queue);
        return;
      case "record.pause":
        this.#wanted = null;
        this.#gate(null);
        return;
      case "record.resume":
        this.#wanted = effect;
        this.#gate(null);
        if (this.#ears !== null) void this.#hear();
        return;
      case "record.stop":
        this.end();
    }
  }

  /** Safe to be called at any time and again. */
  end(): void {
    if (this.#over) return;
    this.#over = true;
    if (this.#ears !== null) this.#options.recorder.end(this.#options.call);
    this.#unhear();
  }

  async #start(queue: string | null): Promise<void> {
    const { organisation, call, recorder, tell } = this.#options;
    try {
      const ears = await recorder.begin(organisation, call, queue, (reason) => this.#fail(reason));
      if (this.#over) {
        recorder.end(call);
        return;
      }
      this.#ears = ears;
    } catch (error) {
      this.#fail(error instanceof Error ? error.message : String(error));
      return;
    }
    if (await this.#hear()) tell("record.started");
  }

  /** One after the other, so that never two subscriptions speak into the same ears. */
  #hear(): Promise<boolean> {
    this.#turn = this.#turn.then(() => this.#follow());
    return this.#turn;
  }

  /** Whoever is wanted is heard; a change that came meanwhile has its own turn. */
  async #follow(): Promise<boolean> {
    const { media } = this.#options;
    const wanted = this.#wanted;
    const ears = this.#ears;
    if (this.#over || ears === null) return false;
    if (wanted === null) return true;
    const before = this.#subscribed;
    if (before === null || before.agent !== wanted.agent || before.customer !== wanted.customer) {
      this.#unhear();
      const made = await media.listen([wanted.agent, wanted.customer], [ears.agent, ears.customer]);
      if (this.#over) {
        if (made.ok) void media.unlisten(made.value.id);
        return false;
      }
      if (!made.ok) {
        // A leg that has just gone: what the floor wants instead is on its way.
        if (this.#wanted !== wanted) return true;
        this.#fail(made.failure.reason);
        return false;
      }
      const { agent, customer } = wanted;
      const { id, from } = made.value;
      this.#subscribed = { agent, customer, subscription: id, from: { agent: from[0] ?? 0, customer: from[1] ?? 0 } };
    }
    if (this.#wanted === wanted) this.#gate(this.#subscribed?.from ?? null);
    return true;
  }

  /** Nothing comes to the ears any more: their ports may be another call's next. */
  #unhear(): void {
    if (this.#subscribed !== null) void this.#options.media.unlisten(this.#subscribed.subscription);
    this.#subscribed = null;
  }

  #gate(from: Ports | null): void {
    if (!this.#over && this.#ears !== null) this.#options.recorder.gate(this.#options.call, from);
  }

  #fail(reason: string): void {
    if (this.#over) return;
    this.#options.log.warn({ reason }, "the call is not recorded");
    this.end();
    this.#options.tell("record.failed");
  }
}
