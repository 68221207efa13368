import type { Credentials, Phone, PhoneEvents, QualityReport, Report } from "../../src/index.ts";

/** One event of the phone, as a test reads it. */
export interface Seen {
  readonly event: keyof PhoneEvents;
  readonly payload: unknown;
}

declare global {
  interface Window {
    /** Given by the test. */
    askCredentials(request: { readonly tab: string }): Promise<Credentials | { readonly status: number }>;
    askClaim(claim: { readonly tab: string; readonly takeOver: boolean }): Promise<boolean | null>;
    tellRelease(claim: { readonly tab: string }): Promise<void>;
    /** Given by the pages. */
    phone: Phone;
    tab: string;
    seen: Seen[];
    reports: Report[];
    samples: QualityReport[];
    connections: RTCPeerConnection[];
    peer: {
      offer(): Promise<string>;
      accept(sdp: string): Promise<void>;
      answer(sdp: string): Promise<string>;
      heardHz(): number;
      heardLevel(): number;
    };
  }
}
