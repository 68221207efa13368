import type { Acknowledgement, AgentCommand, ErrorCode, Snapshot } from "@belfry/contracts";
import { nextSnapshot } from "./picture.ts";
import { type LinkOptions, type Refused, ServerLink } from "./server-link.ts";

export interface AgentClientState {
  /** connecting → live → (lost → live)*; ended is final. */
  readonly link: "connecting" | "live" | "lost" | "ended";
  readonly endedWith: ErrorCode | null;
  /** Why the server took no connection; it is tried again. */
  readonly refused: Refused | null;
  /** What the server last said; old while `link` is not live. */
  readonly snapshot: Snapshot | null;
  /** The server's clock minus this machine's, in milliseconds. */
  readonly clockOffset: number;
}

/** `network`: the command may or may not have arrived; the next snapshot tells. */
export type CommandResult =
  | Acknowledgement
  | {
      readonly ok: false;
      readonly error: { readonly code: "network"; readonly params: Readonly<Record<string, string>> };
    };

/**
 * One agent, as a program or a page of your own sees and steers them. What follows from a command arrives as a change,
 * whoever gave it.
 */
export class AgentClient {
  #state: AgentClientState = { link: "connecting", endedWith: null, refused: null, snapshot: null, clockOffset: 0 };
  #seq = 0;
  /** What comes between a gap and the snapshot that was asked for then belongs to no picture. */
  #awaitsSnapshot = true;
  readonly #listeners = new Set<(state: AgentClientState) => void>();
  /** Also what `@belfry/phone` needs of the server: claim, release, reports. */
  readonly link: ServerLink;

  constructor(options: LinkOptions = {}) {
    const interrupted = (refused: Refused | null) => {
      this.#awaitsSnapshot = true;
      if (this.#state.link === "ended") return;
      this.#set({ link: this.#state.snapshot === null ? "connecting" : "lost", refused });
    };
    this.link = new ServerLink(
      {
        connected: () => {
          this.#awaitsSnapshot = true;
        },
        lost: interrupted,
        ended: (code) => this.#set({ link: "ended", endedWith: code }),
        snapshot: ({ seq, now, value }) => {
          if (this.#state.link === "ended") return;
          this.#awaitsSnapshot = false;
          this.#seq = seq;
          this.#set({ link: "live", refused: null, snapshot: value, clockOffset: now - Date.now() });
        },
        change: (message) => {
          const { snapshot } = this.#state;
          if (this.#awaitsSnapshot || snapshot === null) return;
          const next = nextSnapshot(snapshot, this.#seq, message);
          if (next === null) {
            this.#awaitsSnapshot = true;
            this.link.resync();
            return;
          }
          this.#seq = message.seq;
          this.#set({ snapshot: next });
        },
      },
      options,
    );
  }

  get state(): AgentClientState {
    return this.#state;
  }

  open(): void {
    this.link.open();
  }

  /** Leaves the session as it is: the agent stays signed in. */
  close(): void {
    this.link.close();
    this.#listeners.clear();
  }

  /** Called after every change; returns what ends that. */
  subscribe(listener: (state: AgentClientState) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Resolves with the first state that fits, which may be the present one; rejects when `signal` says so. */
  until(fits: (state: AgentClientState) => boolean, signal?: AbortSignal): Promise<AgentClientState> {
    if (fits(this.#state)) return Promise.resolve(this.#state);
    return new Promise((resolve, reject) => {
      const end = this.subscribe((state) => {
        if (!fits(state)) return;
        end();
        resolve(state);
      });
      signal?.addEventListener("abort", () => {
        end();
        reject(signal.reason);
      });
    });
  }

  /** Never rejects: a refusal is an answer. */
  async command(command: AgentCommand): Promise<CommandResult> {
    try {
      return await this.link.command(command);
    } catch {
      return { ok: false, error: { code: "network", params: {} } };
    }
  }

  #set(change: Partial<AgentClientState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener(this.#state);
  }
}
