import type { AnnouncedCall, PhoneApi, PhoneOptions, PhoneState } from "@belfry/phone";

/**
 * A phone that plays a part: the pages can be looked at in every state of a phone without a microphone, a network or
 * a SIP server. It stands in for the real one only in the rehearsal build.
 */
export class Phone implements PhoneApi {
  #state: PhoneState;
  readonly #options: PhoneOptions;
  readonly #listeners = new Set<() => void>();

  constructor(options: PhoneOptions) {
    this.#options = options;
    this.#state = ready(options.tab);
    Object.assign(window, { scriptedPhone: this });
  }

  get state(): PhoneState {
    return this.#state;
  }
  readonly getState = (): PhoneState => this.#state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  /** The script's hand: replaces parts of the state. */
  play(change: Partial<PhoneState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
  on(): () => void {
    return () => {};
  }
  start(): void {
    void this.claim();
  }
  async claim(options?: { readonly takeOver?: boolean }): Promise<boolean> {
    const answer = await this.#options.owner.claim({
      tab: this.#options.tab,
      takeOver: options?.takeOver ?? false,
    });
    const since = Date.now();
    if (answer.ok) this.play({ ownership: { phase: "owner", since }, problem: null });
    else
      this.play({ ownership: { phase: "elsewhere", since, owner: null }, problem: { code: "ownedElsewhere", since } });
    return answer.ok;
  }
  release(): void {}
  ownerIs(): void {}
  announce(call: AnnouncedCall | null): void {
    if (call === null || call.leg === null) {
      this.play({ call: null });
      return;
    }
    this.play({
      call: {
        call: call.id,
        leg: call.leg,
        why: "offer",
        phase: call.phase === "offered" ? "ringing" : "up",
        since: Date.now(),
        answeredAt: null,
        autoAnswer: call.autoAnswer,
        from: { number: null, name: null },
        held: call.phase === "held",
      },
    });
  }
  serverBack(): void {}
  /** The line's part of an answer is played by the rehearsal's server. */
  async answer(leg: string): Promise<void> {
    await fetch(`/rehearsal/answer/${encodeURIComponent(leg)}`, { method: "POST" });
  }
  decline(): void {}
  hangUp(): void {}
  mute(muted: boolean): void {
    this.play({ microphone: { ...this.#state.microphone, muted } });
  }
  sendDigit(): void {}
  async unlock(): Promise<boolean> {
    this.play({ audio: { ...this.#state.audio, unlocked: true } });
    if (this.#state.problem?.code === "audioLocked") this.play({ problem: null });
    return true;
  }
  readonly levels = {
    subscribe: (listener: (levels: { input: number; output: number }) => void): (() => void) => {
      listener({ input: 0.4, output: 0.25 });
      return () => {};
    },
  };
  readonly devices = {
    requestMicrophone: async (): Promise<void> => {},
    refresh: async (): Promise<void> => {},
    choose: async (): Promise<void> => {},
    testSpeaker: async (): Promise<void> => {},
    testMicrophone: async () => ({
      subscribe: (listener: (level: number) => void): (() => void) => {
        listener(0.6);
        return () => {};
      },
      playBack: async (): Promise<void> => {},
      close: (): void => {},
    }),
  };
  close(): void {}
}

function ready(tab: string): PhoneState {
  const since = Date.now();
  return {
    tab,
    connection: { phase: "connected", since, rttMs: 31 },
    registration: { phase: "registered", since, confirmedAt: since, until: since + 600_000 },
    ownership: { phase: "unclaimed" },
    microphone: { permission: "granted", busy: false, howTo: null, muted: false },
    audio: { unlocked: true, outputChoice: true },
    devices: {
      inputs: [
        { id: "default", label: "Default" },
        { id: "jabra", label: "Jabra Evolve2 40" },
      ],
      outputs: [{ id: "jabra-out", label: "Jabra Evolve2 40" }],
      input: "jabra",
      output: "jabra-out",
      ring: "default",
    },
    call: null,
    quality: null,
    problem: { code: "notStarted", since },
  };
}

export async function tabId(): Promise<{ tab: string; former: string | null }> {
  return { tab: "rehearsal-tab", former: null };
}
