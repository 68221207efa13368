/** A port for each side. */
export interface Sides {
  readonly agent: number;
  readonly customer: number;
}

/** What is said between the server and the thread that records. */
export type Order =
  | {
      readonly type: "start";
      readonly id: string;
      /** Of this machine, where the sound comes. */
      readonly address: string;
      readonly path: string;
      readonly head: Uint8Array;
      readonly key: Uint8Array;
      readonly serial: number;
    }
  | { readonly type: "gate"; readonly id: string; readonly from: Sides | null }
  | { readonly type: "stop"; readonly id: string }
  | { readonly type: "close" };

export type Answer =
  /** The ports of that address where each side's sound is heard, as PCMA by RTP. */
  | { readonly type: "started"; readonly id: string; readonly agent: number; readonly customer: number }
  | { readonly type: "failed"; readonly id: string; readonly reason: string }
  /** Milliseconds, and octets of sound. */
  | { readonly type: "ended"; readonly id: string; readonly duration: number; readonly octets: number };
