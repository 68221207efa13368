import type { Who } from "./classifier.ts";

/** What is said between the line and the thread that listens to who answers. */
export type Order =
  /** The port of 127.0.0.1 that the sound comes from. */
  | { readonly type: "hear"; readonly id: number; readonly from: number }
  | { readonly type: "begin"; readonly id: number; readonly timeout: number }
  | { readonly type: "end"; readonly id: number }
  | { readonly type: "close" };

export type Answer =
  /** The port of 127.0.0.1 where the sound is heard, as PCMA by RTP. */
  | { readonly type: "begun"; readonly id: number; readonly port: number }
  | { readonly type: "failed"; readonly id: number; readonly reason: string }
  | { readonly type: "decided"; readonly id: number; readonly who: Who };
