import type { AnnouncedCall, Levels, MicrophoneTest, PhoneEvents } from "./ports.ts";
import type { DeviceKind, PhoneState } from "./view.ts";

/** Devices: listing, choosing, trying them out. The choices are kept per browser. */
export interface PhoneDevices {
  /** Asks for the microphone (shows the browser's question when it was never answered) and lists the devices. */
  requestMicrophone(): Promise<void>;
  refresh(): Promise<void>;
  choose(kind: DeviceKind, id: string): Promise<void>;
  testMicrophone(): Promise<MicrophoneTest>;
  /** Plays a short tone through the output (or the ring device); resolves when it has been played. */
  testSpeaker(kind: "output" | "ring"): Promise<void>;
}

/** The public face of the phone; `Phone` implements it. */
export interface PhoneApi {
  readonly state: PhoneState;
  readonly devices: PhoneDevices;
  /** For React's useSyncExternalStore: `useSyncExternalStore(phone.subscribe, phone.getState)`; both are bound. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly getState: () => PhoneState;
  on<E extends keyof PhoneEvents>(event: E, handler: (payload: PhoneEvents[E]) => void): () => void;
  /** Begins to work: devices, heartbeat, and a first claim without takeover. Idempotent. */
  start(): void;
  /** Asks the server for the phone. Resolves true when this tab owns it; an owner is not asked twice. */
  claim(options?: { readonly takeOver?: boolean }): Promise<boolean>;
  /** Gives the phone up: SIP stops at once, and without a word, so that the server keeps a call that is up. */
  release(): void;
  /** Tell the phone what the server says of the owner (`device.owner` of the agent view), at every change. */
  ownerIs(tab: string | null): void;
  /** Tell the phone what the server says of the agent's call, at every change; null when there is none. */
  announce(call: AnnouncedCall | null): void;
  /** Tell the phone that the server's own channel came back, so that ownership is asked for again. */
  serverBack(): void;
  answer(leg: string): Promise<void>;
  decline(leg: string): void;
  /** Ends the call at the phone's side with a BYE. With a Belfry server, prefer its `hangUp` command. */
  hangUp(leg: string): void;
  /** Without a call there is nothing to mute. */
  mute(muted: boolean): void;
  /** RFC 4733 event (0–9 * # A–D); SIP INFO when the other side takes no events. */
  sendDigit(digit: string): void;
  /** Call it inside a click or key handler: allows sound. Resolves true when sound is allowed now. */
  unlock(): Promise<boolean>;
  readonly levels: { subscribe(listener: (levels: Levels) => void): () => void };
  /** Ends everything, in order: calls (with a BYE), registration, connection, ownership, devices, timers. Idempotent. */
  close(): void;
}
