import type { VisitPhone } from "@belfry/contracts";

/**
 * What the dialog asks of the part that makes the call in the page. It is loaded when the visitor chooses that, by
 * `import("./web-call/web-call.ts")`, which exports `startWebCall: StartWebCall`. The dialog draws everything; the part
 * has no face of its own.
 */
export type StartWebCall = (options: WebCallOptions) => WebCall;

export interface WebCallOptions {
  /** Fetches credentials that are good for this one call; rejects when the server gives none. */
  readonly phone: () => Promise<VisitPhone>;
  onChange(view: WebCallView): void;
}

export interface WebCallView {
  /**
   * `asking` for the microphone → `connecting` → `ringing` → `connected` → `ended`; or `failed` from anywhere. After
   * `ended` and `failed` nothing follows.
   */
  readonly phase: "asking" | "connecting" | "ringing" | "connected" | "ended" | "failed";
  /** Null unless failed. */
  readonly why: "microphoneRefused" | "noMicrophone" | "notSupported" | "unreachable" | "lost" | null;
  readonly muted: boolean;
  /** When it came to be connected, in epoch milliseconds. */
  readonly since: number | null;
  /** Those that may be chosen from; empty until there is a microphone. */
  readonly microphones: readonly { readonly id: string; readonly label: string }[];
  /** The id of the one that is spoken into. */
  readonly microphone: string;
}

export const NO_CALL: Omit<WebCallView, "phase"> = {
  why: null,
  muted: false,
  since: null,
  microphones: [],
  microphone: "",
};

export interface WebCall {
  readonly view: WebCallView;
  mute(muted: boolean): void;
  /** One of 0-9, * and #. */
  press(key: string): void;
  /** Speaks into another microphone from now on. */
  useMicrophone(id: string): void;
  /** Hangs up, lets go of the microphone; idempotent. */
  close(): void;
}
