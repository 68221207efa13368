import type { AgentCommand, CallQuality, DeviceReport } from "./agent-commands.ts";
import type { AgentView, ColleagueView, QueueView, Snapshot, SupervisionView } from "./agent-view.ts";
import type { ErrorCode } from "./errors.ts";

/**
 * The answer to a command. `params` fill the sentence of the error.
 */
export type Acknowledgement =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly error: { readonly code: ErrorCode; readonly params: Readonly<Record<string, string>> };
    };

/** One part of the snapshot is replaced, or one member of a list in it is put or removed. */
export type Change =
  | { readonly part: "me"; readonly value: AgentView }
  | { readonly part: "queue"; readonly value: QueueView }
  /** Name and extension change with the settings alone. */
  | { readonly part: "colleague"; readonly value: Pick<ColleagueView, "id" | "state" | "problem" | "caller"> }
  /** Null: nobody supervises this agent any more. Sent to supervisors alone. */
  | { readonly part: "supervision"; readonly agent: string; readonly value: SupervisionView | null }
  | { readonly part: "settings"; readonly value: Omit<Snapshot, "me" | "supervisions"> };

/**
 * Server to page. `seq` counts per connection from the snapshot's own number upward, one at a time.
 * A page that sees a gap emits `resync` and gets a new snapshot.
 */
export interface ServerToPage {
  snapshot: (message: { readonly seq: number; readonly now: number; readonly value: Snapshot }) => void;
  change: (message: { readonly seq: number; readonly changes: readonly Change[] }) => void;
  /** The session was ended elsewhere, or expired: the page signs in again. */
  sessionEnded: (message: { readonly code: ErrorCode }) => void;
}

export interface PageToServer {
  command: (command: AgentCommand, answer: (result: Acknowledgement) => void) => void;
  /** Makes this tab the owner of the agent's phone. Refused while another tab owns it, unless `takeOver`. */
  claimPhone: (
    claim: { readonly tab: string; readonly takeOver: boolean },
    answer: (result: Acknowledgement) => void,
  ) => void;
  releasePhone: (claim: { readonly tab: string }) => void;
  device: (report: DeviceReport) => void;
  quality: (sample: CallQuality) => void;
  resync: () => void;
}

/** The path of Socket.IO on the origin, and the path of SIP over WebSocket. */
export const SOCKET_PATH = "/socket.io";
export const SIP_PATH = "/sip";
