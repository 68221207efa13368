/** What is said between the server and the thread that mixes. Streams and conferences are numbered by the server. */
export interface Route {
  readonly ear: number;
  readonly hears: readonly number[];
}

export type Order =
  /** Opens a port for a stream; the first one opens the conference. Answer: `opened`, or `failed`. */
  | { readonly type: "open"; readonly conference: number; readonly stream: number }
  /** rtpengine's end of a stream, a port of 127.0.0.1: from there alone sound is taken, and there it is sent. */
  | {
      readonly type: "connect";
      readonly conference: number;
      readonly stream: number;
      readonly port: number;
      /** The payload type of keys (RFC 4733) on this stream, both ways. */
      readonly events: number | null;
    }
  /** Who hears whom; replaces what was before. */
  | { readonly type: "route"; readonly conference: number; readonly routes: readonly Route[] }
  | { readonly type: "shut"; readonly conference: number; readonly stream: number }
  | { readonly type: "end"; readonly conference: number }
  | { readonly type: "close" };

export type Answer =
  | { readonly type: "opened"; readonly stream: number; readonly port: number }
  | { readonly type: "failed"; readonly stream: number; readonly reason: string }
  | { readonly type: "figures"; readonly figures: MixerFigures };

export interface MixerFigures {
  readonly conferences: number;
  /** Since the thread began: beats that came late or were left out, and milliseconds of processor time. */
  readonly lateBeats: number;
  readonly cpu: number;
}
