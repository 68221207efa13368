/**
 * What a page shows of the phone: one immutable object, replaced whenever a part of it changes. Parts that did not
 * change keep their identity. Instants are epoch milliseconds of this machine's clock, durations are milliseconds.
 */
export interface PhoneState {
  /** The tab this phone lives in. */
  readonly tab: string;
  readonly connection: ConnectionView;
  readonly registration: RegistrationView;
  readonly ownership: OwnershipView;
  readonly microphone: MicrophoneView;
  readonly audio: AudioView;
  readonly devices: DevicesView;
  /** The call that rings or is up in this page; null when there is none. */
  readonly call: PhoneCall | null;
  /** The newest sample of the call that is up; the last sample of the former call until the next one begins. */
  readonly quality: QualityView | null;
  /** The one thing that a person should mend first; null when the phone is ready. */
  readonly problem: PhoneProblem | null;
}

/** stopped → connecting → connected → (waiting → connecting)*; offline while the machine says it has no network. */
export type ConnectionView =
  | { readonly phase: "stopped" }
  | { readonly phase: "connecting"; readonly since: number; readonly attempt: number }
  | { readonly phase: "connected"; readonly since: number; readonly rttMs: number | null }
  | { readonly phase: "waiting"; readonly since: number; readonly attempt: number; readonly retryAt: number }
  | { readonly phase: "offline"; readonly since: number };

/** `registered` only ever follows from a REGISTER that was answered with 200 on the connection that is open now. */
export type RegistrationView =
  | { readonly phase: "none" }
  | { readonly phase: "registering"; readonly since: number }
  | { readonly phase: "registered"; readonly since: number; readonly confirmedAt: number; readonly until: number }
  | {
      readonly phase: "failed";
      readonly since: number;
      readonly reason: RegistrationFailure;
      /** The SIP or HTTP status behind the reason, when there was one. */
      readonly status: number | null;
      readonly retryAt: number;
    };

export type RegistrationFailure = "credentialsUnavailable" | "refused" | "noAnswer" | "serverError";

export type OwnershipView =
  | { readonly phase: "unclaimed" }
  | { readonly phase: "claiming"; readonly since: number }
  | { readonly phase: "owner"; readonly since: number }
  /** Another tab or machine owns the phone; `claim({ takeOver: true })` brings it here. */
  | { readonly phase: "elsewhere"; readonly since: number; readonly owner: string | null }
  /** The claim could not be asked or was refused for another reason; `code` is the server's error code. */
  | { readonly phase: "refused"; readonly since: number; readonly code: string };

export type MicrophonePermission = "granted" | "unasked" | "denied" | "missing";

export interface MicrophoneView {
  readonly permission: MicrophonePermission;
  /** Another program holds the microphone (NotReadableError), or it stopped giving sound. */
  readonly busy: boolean;
  /** How to allow the microphone in this browser, when it is denied. */
  readonly howTo: MicrophoneHowTo | null;
  readonly muted: boolean;
}

export type MicrophoneHowTo =
  | "chromeSiteSettings"
  | "firefoxSiteSettings"
  | "safariSettings"
  | "iframePolicy"
  | "insecureOrigin"
  | "systemSettings";

export interface AudioView {
  /** Whether the browser lets this page make sound. False until the first gesture in most browsers. */
  readonly unlocked: boolean;
  /** Whether an output device can be chosen in this browser. */
  readonly outputChoice: boolean;
}

export type DeviceKind = "input" | "output" | "ring";

export interface AudioDevice {
  readonly id: string;
  readonly label: string;
}

export interface DevicesView {
  readonly inputs: readonly AudioDevice[];
  readonly outputs: readonly AudioDevice[];
  /** The device in use per kind; "default" when the system's own choice is followed. */
  readonly input: string;
  readonly output: string;
  readonly ring: string;
}

export type CallPhase = "ringing" | "answering" | "up" | "reconnecting";

export interface PhoneCall {
  /** The server's call id; null while the server has neither announced it nor named it in the INVITE. */
  readonly call: string | null;
  readonly leg: string;
  /** Why the server rings this phone. */
  readonly why: LegWhy;
  readonly phase: CallPhase;
  readonly since: number;
  readonly answeredAt: number | null;
  readonly autoAnswer: boolean;
  readonly from: { readonly number: string | null; readonly name: string | null };
  /** Set by the server's announcement. */
  readonly held: boolean;
}

export type LegWhy = "offer" | "resume" | "transfer" | "consult" | "dial" | "supervise" | "unknown";

export type EndCause =
  | "normal"
  | "cancelled"
  | "answeredElsewhere"
  | "declined"
  | "replaced"
  | "ownershipLost"
  | "microphoneFailed"
  | "mediaFailed"
  | "networkFailed"
  | "refused"
  | "closed";

/** One sample of getStats, a few seconds apart. Counters are those of the interval unless they say total. */
export interface QualityView {
  readonly call: string | null;
  readonly leg: string;
  readonly at: number;
  readonly final: boolean;
  readonly rttMs: number | null;
  readonly jitterMs: number | null;
  readonly lossPercent: number | null;
  /** Mean opinion score 1–4.5 by the E-model (ITU-T G.107). */
  readonly mos: number | null;
  /** Totals since the call began. */
  readonly packetsSent: number;
  readonly packetsReceived: number;
  readonly codec: string | null;
  /** Null when sound goes both ways. */
  readonly oneWay: OneWayReason | null;
}

export type OneWayReason = "noConnection" | "nothingReceived" | "nothingSent" | "microphoneSilent" | "muted";

export type ProblemCode =
  | "notStarted"
  | "ownedElsewhere"
  | "claimRefused"
  | "offline"
  | "disconnected"
  | "credentialsUnavailable"
  | "registrationRefused"
  | "notRegistered"
  | "microphoneDenied"
  | "microphoneMissing"
  | "microphoneUnasked"
  | "microphoneBusy"
  | "audioLocked"
  | "mediaLost"
  | "nothingReceived"
  | "nothingSent"
  | "microphoneSilent";

export interface PhoneProblem {
  readonly code: ProblemCode;
  readonly since: number;
}
