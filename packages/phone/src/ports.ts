import type { EndCause, LegWhy, MicrophonePermission, QualityView } from "./view.ts";

/** SIP credentials for one tab, as the server gives them. `expiresAt` is in epoch milliseconds. */
export interface Credentials {
  readonly uri: string;
  readonly authorizationUser: string;
  readonly password: string;
  readonly expiresAt: number;
}

/** The answer of a claim; the acknowledgement of the socket's `claimPhone` fits as it is. */
export type ClaimAnswer = { readonly ok: true } | { readonly ok: false; readonly error: { readonly code: string } };

/** Where one owner among all tabs and machines of an agent is decided: the server. */
export interface OwnerPort {
  /** Rejects, or never resolves, when the server cannot be asked: the phone then asks again by itself. */
  claim(claim: { readonly tab: string; readonly takeOver: boolean }): Promise<ClaimAnswer>;
  release(claim: { readonly tab: string }): void;
}

/** Sent every few seconds while this tab owns the phone, and at once when something in it changes. */
export interface Report {
  readonly tab: string;
  readonly microphone: MicrophonePermission;
  readonly audioUnlocked: boolean;
}

/** One statistics sample of a call that the server knows. */
export interface QualityReport {
  readonly call: string;
  readonly rttMs: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number | null;
  readonly mos: number | null;
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly codec: string | null;
}

/**
 * What the server says over its own channel about the agent's call; the socket's call view fits as it is. Only a leg
 * named here may be answered without a person.
 */
export interface AnnouncedCall {
  readonly id: string;
  readonly leg: string | null;
  readonly autoAnswer: boolean;
  readonly direction: "inbound" | "outbound" | "internal";
  readonly phase: "offered" | "connecting" | "talking" | "held" | "reconnecting";
  readonly consult: { readonly phase: "dialling" | "ringing" | "talking" | "held" | "conference" } | null;
  /** It hears a mix of several, from another sender than over a bridge. */
  readonly mixed?: boolean | undefined;
}

export interface PhoneOptions {
  /** `wss://…/sip?tab=…`; a function is asked again before every connect. */
  readonly wsUrl: string | (() => string);
  /** Fetches fresh credentials for the tab. A rejection may carry `status` (401 and 403 count as refused). */
  readonly credentials: (request: { readonly tab: string }) => Promise<Credentials>;
  readonly owner: OwnerPort;
  /** Both from `tabId()`. The phone is taken over without asking from the page that was in this tab before. */
  readonly tab: string;
  readonly formerTab?: string | null;
  readonly onReport: (report: Report) => void;
  readonly onQuality?: (report: QualityReport) => void;
  /** Namespace for the choices kept in localStorage. Default "belfry-phone". */
  readonly storageKey?: string;
  /** Play ring, ringback, hold and busy tones in the page. Default true. */
  readonly tones?: boolean;
}

/** Events: what happened once. What is so now is in `phone.state`. */
export interface PhoneEvents {
  /** A call rings here (also when it will be answered by itself). */
  incoming: {
    readonly leg: string;
    readonly call: string | null;
    readonly why: LegWhy;
    readonly from: { readonly number: string | null; readonly name: string | null };
    readonly autoAnswer: boolean;
  };
  answered: { readonly leg: string; readonly call: string | null };
  ended: { readonly leg: string; readonly call: string | null; readonly cause: EndCause };
  muted: { readonly muted: boolean };
  /** The phone moved to another device: by choice, or because one was plugged, pulled or stopped working. */
  deviceChanged: {
    readonly kind: "input" | "output" | "ring";
    readonly reason: "plugged" | "pulled" | "chosen" | "failed";
    readonly from: string;
    readonly to: string;
  };
  /** A device was plugged in that was not there before; the page may offer it. */
  devicePlugged: { readonly kind: "input" | "output"; readonly id: string; readonly label: string };
  quality: QualityView;
  ownershipLost: { readonly owner: string | null };
  registered: { readonly until: number };
  unregistered: { readonly reason: string };
  /** One line of the phone's own diary, for a support timeline. Holds no credentials. */
  trace: { readonly at: number; readonly what: string; readonly detail: Readonly<Record<string, string | number>> };
}

/** Sound levels from 0 (silence) to 1 (full scale), about ten times a second while somebody listens. */
export interface Levels {
  readonly input: number;
  readonly output: number;
}

export interface MicrophoneTest {
  /** Live level of the tested microphone. */
  subscribe(listener: (level: number) => void): () => void;
  /** Plays back, through the chosen output, what was said since the test or the last playback began. */
  playBack(): Promise<void>;
  close(): void;
}
