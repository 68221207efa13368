import { type ChangeMessage, nextSnapshot, type SnapshotMessage } from "@belfry/agent-client";
import type { Acknowledgement, AgentCommand, AgentView, CallView, ErrorCode, Snapshot } from "@belfry/contracts";
import type { Failure } from "../api/client.ts";

/** Where on the page a refusal is shown: beside the thing that was tried. */
export type Place =
  | "state"
  | "call"
  | "transfer"
  | "wrapUp"
  | "dial"
  | "consult"
  | "colleague"
  | "supervise"
  | "autoCalls"
  | "preview";

export interface DeskState {
  /** connecting → live → (lost → live)*; ended is final, the page signs in again. */
  readonly link: "connecting" | "live" | "lost" | "ended";
  readonly endedWith: ErrorCode | null;
  /** Why the server took no connection from this page; null when it did, or said nothing. */
  readonly refused: Failure | null;
  readonly snapshot: Snapshot | null;
  readonly seq: number;
  /** Server's clock minus this machine's, in milliseconds. */
  readonly clockOffset: number;
  readonly failures: Readonly<Partial<Record<Place, Failure>>>;
  /** The call that was up when the connection was lost, and of which the server knew nothing when it came back. */
  readonly endedAway: CallView | null;
  /** The leg of the last offer that was declined here: nothing that the server says afterwards tells that from a caller who left. */
  readonly declined: string | null;
  /** Commands that wait for their acknowledgement, by place. */
  readonly busy: Readonly<Partial<Record<Place, AgentCommand["type"]>>>;
}

/** The way out of the store; the socket implements it. A command that cannot be sent rejects. */
export interface DeskLink {
  command(command: AgentCommand): Promise<Acknowledgement>;
  resync(): void;
}

export const EMPTY_DESK: DeskState = {
  link: "connecting",
  endedWith: null,
  refused: null,
  snapshot: null,
  seq: 0,
  clockOffset: 0,
  failures: {},
  endedAway: null,
  declined: null,
  busy: {},
};

/**
 * What the server last said, joined from the snapshot and the numbered changes after it. A gap in the numbers means
 * that something was missed: nothing is applied any more until a fresh snapshot has come.
 */
export class DeskStore {
  #state = EMPTY_DESK;
  #awaitingSnapshot = true;
  readonly #listeners = new Set<() => void>();
  readonly #link: DeskLink;
  readonly #clock: () => number;

  constructor(link: DeskLink, clock: () => number) {
    this.#link = link;
    this.#clock = clock;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): DeskState => this.#state;

  connected(): void {
    // The snapshot that follows makes the page live; until then the old picture is still an old picture.
    this.#awaitingSnapshot = true;
  }

  lost(refused: Failure | null = null): void {
    if (this.#state.link === "ended") return;
    this.#awaitingSnapshot = true;
    this.#set({ link: this.#state.snapshot === null ? "connecting" : "lost", refused });
  }

  ended(code: ErrorCode): void {
    this.#set({ link: "ended", endedWith: code });
  }

  receiveSnapshot(message: SnapshotMessage): void {
    if (this.#state.link === "ended") return;
    this.#awaitingSnapshot = false;
    const before = this.#state.snapshot?.me ?? null;
    const { link } = this.#state;
    this.#set({
      link: "live",
      refused: null,
      snapshot: message.value,
      seq: message.seq,
      clockOffset: message.now - this.#clock(),
      ...this.#withoutSolved(before, message.value.me),
      ...(link === "lost" && vanished(before, message.value.me) ? { endedAway: before?.call ?? null } : {}),
    });
  }

  receiveChange(message: ChangeMessage): void {
    const { snapshot, seq } = this.#state;
    if (this.#awaitingSnapshot || snapshot === null) return;
    const next = nextSnapshot(snapshot, seq, message);
    if (next === null) {
      this.#awaitingSnapshot = true;
      this.#link.resync();
      return;
    }
    this.#set({ seq: message.seq, snapshot: next, ...this.#withoutSolved(snapshot.me, next.me) });
  }

  /** True when the server accepted it. A refusal is kept under `place` until it is solved or tried again. */
  async command(place: Place, command: AgentCommand): Promise<boolean> {
    this.#set({
      busy: { ...this.#state.busy, [place]: command.type },
      failures: without(this.#state.failures, place),
      endedAway: null,
      // Before the answer: the offer is taken away by a change that comes first.
      ...(command.type === "decline" ? { declined: this.#state.snapshot?.me?.call?.leg ?? null } : {}),
    });
    let failure: Failure | null = null;
    try {
      const answer = await this.#link.command(command);
      if (!answer.ok) failure = { code: answer.error.code, params: answer.error.params, fields: [] };
    } catch {
      failure = { code: "network", params: {}, fields: [] };
    }
    const failures = without(this.#state.failures, place);
    this.#set({
      busy: without(this.#state.busy, place),
      failures: failure === null ? failures : { ...failures, [place]: failure },
      ...(failure !== null && command.type === "decline" ? { declined: null } : {}),
    });
    return failure === null;
  }

  dismiss(place: Place): void {
    if (this.#state.failures[place] !== undefined) this.#set({ failures: without(this.#state.failures, place) });
  }

  /** A refusal is about the situation it was given in; when that has changed, it goes by itself. */
  #withoutSolved(before: AgentView | null, after: AgentView | null): Partial<DeskState> {
    if (situation(before) === situation(after)) return {};
    // That a call ended unseen stays on the page until the next thing that the agent does.
    if (after !== null && after.call !== null) return { failures: {}, endedAway: null };
    return { failures: {} };
  }

  #set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}

function situation(me: AgentView | null): string {
  if (me === null) return "";
  return [me.state.state, me.call?.id, me.call?.phase, me.call?.consult?.phase, me.device.problem].join(" ");
}

/** Wrap-up tells of an end in order; without it nothing on the page would say that the call is over. */
function vanished(before: AgentView | null, after: AgentView | null): boolean {
  return before?.state.state === "inCall" && after?.state.state !== "wrapUp" && after?.call?.id !== before.call?.id;
}

function without<T extends object>(record: T, key: keyof T): T {
  const copy = { ...record };
  delete copy[key];
  return copy;
}
