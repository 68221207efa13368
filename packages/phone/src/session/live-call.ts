import type { EndEvent, RTCSession } from "jssip/lib/RTCSession.js";
import type { IncomingRequest } from "jssip/lib/SIPMessage.js";
import type { Clock } from "../core/clock.ts";
import { capGathering } from "../media/gathering.ts";
import { restartIce } from "../media/re-offer.ts";
import { forgetSources } from "../media/sources.ts";
import type { CallPhase, EndCause } from "../view.ts";
import { type Invite, readInvite } from "./admission.ts";
import { causeOf } from "./end-cause.ts";
import { keepThroughTrouble } from "./keep-through-trouble.ts";

export interface LiveCallEvents {
  changed(): void;
  remote(stream: MediaStream): void;
  ended(cause: EndCause): void;
  /** The microphone of this call gives no sound any more. */
  microphoneLost(): void;
  trace(what: string, detail: Readonly<Record<string, string | number>>): void;
}

/** How long a call may look for a way for its sound before it is given up, in milliseconds. */
const MEDIA_LOST_FOR = 60_000;
const RESTART_AGAIN = 3_000;

/** One SIP session with its media, from the INVITE to its end. */
export class LiveCall {
  readonly invite: Invite;
  readonly from: { readonly number: string | null; readonly name: string | null };
  readonly since: number;
  autoAnswer = false;
  readonly #session: RTCSession;
  readonly #clock: Clock;
  readonly #events: LiveCallEvents;
  #connection: RTCPeerConnection | null = null;
  #microphone: MediaStream | null = null;
  #muted = false;
  #phase: CallPhase = "ringing";
  #answeredAt: number | null = null;
  #ended = false;
  #cause: EndCause | null = null;
  #restarting = false;
  #networkMoved = false;
  #lostSince: number | null = null;
  #cancelRestart: () => void = () => {};

  constructor(session: RTCSession, request: IncomingRequest, clock: Clock, events: LiveCallEvents) {
    this.#session = session;
    this.#clock = clock;
    this.since = clock.now();
    this.#events = events;
    this.invite = readInvite((name) => request.getHeader(name) ?? undefined);
    const { uri, display_name } = request.from;
    this.from = { number: uri.user ?? null, name: display_name || null };
    keepThroughTrouble(session);
    session.on("peerconnection", ({ peerconnection }) => this.#attach(peerconnection));
    session.on("confirmed", () => this.#setPhase("up"));
    const over = ({ originator, cause, message }: EndEvent) => {
      this.#finish(causeOf(String(originator), cause, message?.getHeader("Reason")));
    };
    session.on("failed", over);
    session.on("ended", over);
  }

  get phase(): CallPhase {
    return this.#phase;
  }

  get answeredAt(): number | null {
    return this.#answeredAt;
  }

  get over(): boolean {
    return this.#ended;
  }

  get connection(): RTCPeerConnection | null {
    return this.#connection;
  }

  get microphone(): MediaStream | null {
    return this.#microphone;
  }

  /** Answers with the microphone that `open` gives. Idempotent; a microphone that fails declines the call. */
  async answer(open: () => Promise<MediaStream>, muted: boolean): Promise<void> {
    if (this.#phase !== "ringing" || this.#ended) return;
    this.#muted = muted;
    this.#setPhase("answering");
    let stream: MediaStream;
    try {
      stream = await open();
    } catch (error) {
      this.end("microphoneFailed");
      throw error;
    }
    if (this.#ended) {
      stopAll(stream);
      return;
    }
    this.#useMicrophone(stream);
    // No ICE servers: the other end has a public address, and a question to a stranger's STUN server would only delay
    // the call and tell the stranger of it. The bundle policy stays the browser's own: a relay that answers without
    // BUNDLE is refused under "max-bundle".
    try {
      this.#session.answer({
        mediaStream: stream,
        mediaConstraints: { audio: true, video: false },
        pcConfig: { iceServers: [] },
      });
    } catch {
      this.end("mediaFailed");
    }
  }

  /** Says no while it rings (603, or 480 when this phone cannot), hangs up when it is up. */
  end(cause: EndCause): void {
    if (this.#ended) return;
    this.#cause = cause;
    if (this.#session.isEnded()) {
      this.#finish(cause);
      return;
    }
    const status = cause === "declined" ? 603 : cause === "refused" ? 486 : 480;
    this.#session.terminate(this.#session.isEstablished() ? {} : { status_code: status });
  }

  /** Ends here and now, without a word to the other side. */
  abandon(cause: EndCause): void {
    this.#connection?.close();
    this.#finish(cause);
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    this.#applyMute();
  }

  /** The call that this one is replaced by is being answered: from now on nothing of this one is heard or said. */
  fallSilent(): void {
    stopAll(this.#microphone);
    this.#microphone = null;
    for (const sender of this.#audioSenders()) sender.replaceTrack(null).catch(() => {});
  }

  /** Speaks through another microphone from now on; the mute state stays. */
  async replaceMicrophone(stream: MediaStream): Promise<void> {
    const former = this.#microphone;
    if (this.#ended) {
      stopAll(stream);
      return;
    }
    this.#useMicrophone(stream);
    const [track] = stream.getAudioTracks();
    for (const sender of this.#audioSenders()) await sender.replaceTrack(track ?? null);
    stopAll(former);
  }

  /** True when it goes out as an event in the sound (RFC 4733), false when as SIP INFO. */
  sendDigit(digit: string): boolean {
    const events = this.#audioSenders()[0]?.dtmf ?? null;
    if (events?.canInsertDTMF === true) {
      events.insertDTMF(events.toneBuffer + digit, 160, 80);
      return true;
    }
    this.#session.sendDTMF(digit);
    return false;
  }

  /** Somebody else speaks on this leg from now on. */
  partyChanged(): void {
    const connection = this.#connection;
    if (this.#phase !== "up" || this.#restarting || this.#ended || connection === null) return;
    this.#restarting = true;
    forgetSources(connection)
      .catch((error: unknown) => this.#events.trace("senders not forgotten", { error: String(error) }))
      .finally(() => {
        this.#restarting = false;
        // What asked for a new way meanwhile was turned away.
        if (this.#networkMoved || this.#lostSince !== null) this.restartMedia("senders forgotten");
      });
  }

  /** The network under the call may have changed: a new way is looked for at once. */
  restartMedia(why: string): void {
    const established = this.#phase === "up" || this.#phase === "reconnecting";
    const connection = this.#connection;
    if (!established || this.#restarting || this.#ended || connection === null) return;
    this.#cancelRestart();
    this.#restarting = true;
    this.#events.trace("ice restart", { why });
    restartIce(this.#session, connection)
      .catch(() => "retry" as const)
      .then((result) => {
        this.#restarting = false;
        this.#events.trace("ice restart over", { result });
        if (result === "done") {
          this.#networkMoved = false;
          // A way that was found while the offer was out brings no further event.
          if (isConnected(connection)) this.#mediaBack();
        }
        if (result === "gone") this.end("networkFailed");
        else if (result === "retry") this.#restartLater();
      });
  }

  /** Another network under the machine: packets may still be leaving by the old one, unseen. */
  networkChanged(): void {
    this.#networkMoved = true;
    this.restartMedia("network changed");
  }

  /** The way to the server is open again: what could not be said while it was shut is said now. */
  connectionBack(): void {
    if (this.#networkMoved || this.#lostSince !== null) this.restartMedia("connection back");
  }

  #attach(connection: RTCPeerConnection): void {
    this.#connection = connection;
    capGathering(connection);
    connection.addEventListener("track", ({ track, streams }) => {
      this.#events.remote(streams[0] ?? new MediaStream([track]));
    });
    connection.addEventListener("iceconnectionstatechange", () => this.#iceChanged(connection));
  }

  #iceChanged(connection: RTCPeerConnection): void {
    const state = connection.iceConnectionState;
    this.#events.trace("ice", { state });
    if (isConnected(connection)) {
      this.#mediaBack();
      return;
    }
    if (state !== "disconnected" && state !== "failed") return;
    this.#lostSince ??= this.#clock.now();
    if (this.#phase === "up") this.#setPhase("reconnecting");
    this.restartMedia(state);
  }

  #mediaBack(): void {
    this.#lostSince = null;
    this.#cancelRestart();
    if (this.#phase === "reconnecting") this.#setPhase("up");
  }

  #restartLater(): void {
    if (this.#lostSince === null || this.#ended) return;
    if (this.#clock.now() - this.#lostSince > MEDIA_LOST_FOR) {
      this.end("mediaFailed");
      return;
    }
    this.#cancelRestart = this.#clock.after(RESTART_AGAIN, () => this.restartMedia("again"));
  }

  #useMicrophone(stream: MediaStream): void {
    this.#microphone = stream;
    this.#applyMute();
    for (const track of stream.getAudioTracks()) {
      // Pulled out, or taken away by the system; a track that is stopped here on purpose tells nothing.
      track.addEventListener("ended", () => {
        if (this.#microphone === stream) this.#events.microphoneLost();
      });
    }
  }

  #applyMute(): void {
    for (const track of this.#microphone?.getAudioTracks() ?? []) track.enabled = !this.#muted;
    if (this.#connection === null || this.#ended) return;
    // JsSIP switches the track on again when the other side ends a hold, unless it knows of the mute.
    if (this.#muted) this.#session.mute({ audio: true });
    else this.#session.unmute({ audio: true });
  }

  #audioSenders(): readonly RTCRtpSender[] {
    const transceivers = this.#connection?.getTransceivers() ?? [];
    return transceivers.filter(({ receiver }) => receiver.track.kind === "audio").map(({ sender }) => sender);
  }

  #setPhase(phase: CallPhase): void {
    if (this.#ended) return;
    this.#phase = phase;
    if (phase === "up") this.#answeredAt ??= this.#clock.now();
    this.#events.changed();
  }

  #finish(cause: EndCause): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cancelRestart();
    stopAll(this.#microphone);
    this.#microphone = null;
    this.#events.ended(this.#cause ?? cause);
  }
}

function isConnected({ iceConnectionState }: RTCPeerConnection): boolean {
  return iceConnectionState === "connected" || iceConnectionState === "completed";
}

function stopAll(stream: MediaStream | null): void {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
