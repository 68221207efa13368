import { MicrophoneError, restartIce } from "@belfry/phone";
import { keepHearing } from "./hearing.ts";
import { Microphone } from "./microphone.ts";
import { NO_CALL, type StartWebCall, type WebCall, type WebCallOptions, type WebCallView } from "./port.ts";
import { SipCall } from "./sip.ts";
import { stay } from "./stay.ts";

type Why = NonNullable<WebCallView["why"]>;

/** How long the way to the server, and then the way of the sound, may take to open. */
const REACHED_WITHIN = 8_000;
/** How long a call may look for another way for its sound, and how often it tries. */
const LOST_AFTER = 20_000;
const RESTART_AGAIN = 3_000;

export const startWebCall: StartWebCall = (options) => new CallFromPage(options);

/**
 * ```
 * asking ──▶ connecting ──▶ ringing ──▶ connected ──▶ ended
 *    └───────────┴─────────────┴────────────┴───────▶ failed
 * ```
 */
class CallFromPage implements WebCall {
  readonly #options: WebCallOptions;
  #view: WebCallView = { ...NO_CALL, phase: "asking" };
  #microphone: Microphone | null = null;
  #sip: SipCall | null = null;
  #connection: RTCPeerConnection | null = null;
  readonly #audio = new Audio();
  #answered = false;
  #lostSince: number | null = null;
  #restarting = false;
  #late: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #stopHearing: () => void = () => {};
  #stopStaying: () => void = () => {};

  constructor(options: WebCallOptions) {
    this.#options = options;
    void this.#begin();
  }

  get view(): WebCallView {
    return this.#view;
  }

  mute(muted: boolean): void {
    if (this.#isOver) return;
    this.#microphone?.mute(muted);
    const session = this.#sip?.session;
    // JsSIP switches the track on again when the other side ends a hold, unless it knows of the mute.
    if (session?.isEstablished() === true) muted ? session.mute({ audio: true }) : session.unmute({ audio: true });
    this.#set({ muted });
  }

  press(key: string): void {
    if (this.#view.phase !== "connected" || !/^[0-9*#]$/.test(key)) return;
    const events = this.#connection?.getSenders()[0]?.dtmf ?? null;
    if (events?.canInsertDTMF === true) events.insertDTMF(events.toneBuffer + key, 160, 80);
    else this.#sip?.session?.sendDTMF(key);
  }

  useMicrophone(id: string): void {
    void this.#microphone?.change(id);
  }

  close(): void {
    this.#finish("ended", null);
  }

  get #isOver(): boolean {
    return this.#view.phase === "ended" || this.#view.phase === "failed";
  }

  async #begin(): Promise<void> {
    if (typeof RTCPeerConnection !== "function" || !isSecureContext || navigator.mediaDevices === undefined) {
      // After the caller has got hold of this call.
      await Promise.resolve();
      this.#fail("notSupported");
      return;
    }
    try {
      this.#microphone = await Microphone.open((known) => this.#set(known));
    } catch (error) {
      const refused = error instanceof MicrophoneError && error.failure === "denied";
      this.#fail(refused ? "microphoneRefused" : "noMicrophone");
      return;
    }
    if (this.#letGoIfOver()) return;
    this.#set({ phase: "connecting" });
    this.#reachWithin();
    try {
      const phone = await this.#options.phone();
      if (this.#letGoIfOver() || this.#microphone === null) return;
      this.#sip = new SipCall(phone, this.#microphone.stream, {
        ringing: () => this.#rings(),
        connection: (connection) => this.#watch(connection),
        answered: () => this.#isAnswered(),
        over: (remotely) => this.#isEnded(remotely),
        shut: () => this.#fail(this.#wasConnected ? "lost" : "unreachable"),
      });
    } catch {
      this.#fail("unreachable");
    }
  }

  get #wasConnected(): boolean {
    return this.#view.phase === "connected";
  }

  #reachWithin(): void {
    clearTimeout(this.#late);
    this.#late = setTimeout(() => this.#fail("unreachable"), REACHED_WITHIN);
  }

  #rings(): void {
    if (this.#view.phase !== "connecting") return;
    clearTimeout(this.#late);
    this.#set({ phase: "ringing" });
    this.#stopStaying = stay(() => this.close());
  }

  #isAnswered(): void {
    this.#rings();
    this.#answered = true;
    this.#microphone?.sendBy(this.#connection?.getSenders()[0] ?? null);
    if (this.#view.muted) this.mute(true);
    // What was answered may still be out of the sound's reach: a firewall that lets the web through and nothing else.
    this.#reachWithin();
    if (this.#connection !== null) this.#wayChanged(this.#connection);
  }

  #isEnded(remotely: boolean): void {
    // Turned away before anybody answered: busy, overloaded, or not to be called any more.
    if (this.#answered || !remotely) this.#finish("ended", null);
    else this.#fail("unreachable");
  }

  #watch(connection: RTCPeerConnection): void {
    this.#connection = connection;
    connection.addEventListener("track", ({ track, streams }) => {
      this.#audio.srcObject = streams[0] ?? new MediaStream([track]);
      // Begun by a press, so it may sound; nothing waits for it.
      this.#audio.play().catch(() => {});
    });
    connection.addEventListener("connectionstatechange", () => this.#wayChanged(connection));
    this.#stopHearing = keepHearing(connection);
  }

  #wayChanged(connection: RTCPeerConnection): void {
    if (this.#isOver) return;
    const way = connection.connectionState;
    if (way === "connected") {
      this.#lostSince = null;
      clearTimeout(this.#again);
      if (!this.#answered) return;
      clearTimeout(this.#late);
      if (this.#view.phase === "ringing") this.#set({ phase: "connected", since: Date.now() });
    } else if (way === "failed" || way === "disconnected") {
      if (this.#wasConnected) this.#seekAnotherWay(connection);
      else if (way === "failed") this.#fail("unreachable");
    }
  }

  /** From Wi-Fi to mobile, or a network that stumbles: a new way is looked for at once, and for a while. */
  #seekAnotherWay(connection: RTCPeerConnection): void {
    const session = this.#sip?.session ?? null;
    this.#lostSince ??= Date.now();
    if (Date.now() - this.#lostSince > LOST_AFTER || session === null) {
      this.#fail("lost");
      return;
    }
    if (this.#restarting) return;
    this.#restarting = true;
    restartIce(session, connection)
      .catch(() => "retry" as const)
      .then((result) => {
        this.#restarting = false;
        if (this.#isOver) return;
        if (result === "gone") this.#fail("lost");
        else this.#again = setTimeout(() => this.#wayChanged(connection), RESTART_AGAIN);
      });
  }

  #fail(why: Why): void {
    this.#finish("failed", why);
  }

  #finish(phase: "ended" | "failed", why: Why | null): void {
    if (this.#isOver) return;
    this.#set({ phase, why });
    this.#letGoIfOver();
    this.#sip?.close();
    this.#connection?.close();
  }

  /** Whatever was got hold of meanwhile is let go when nobody wants it any more. */
  #letGoIfOver(): boolean {
    if (!this.#isOver) return false;
    clearTimeout(this.#late);
    clearTimeout(this.#again);
    this.#stopHearing();
    this.#stopStaying();
    this.#microphone?.close();
    this.#microphone = null;
    this.#audio.srcObject = null;
    return true;
  }

  #set(change: Partial<WebCallView>): void {
    this.#view = { ...this.#view, ...change };
    this.#options.onChange(this.#view);
  }
}
