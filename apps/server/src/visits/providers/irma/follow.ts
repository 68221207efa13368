import { setTimeout } from "node:timers/promises";
import type { FinalStatus, WalletStatus } from "../provider.ts";
import { type IrmaClient, type IrmaStatus, SessionUnknown } from "./client.ts";

export interface FollowOptions {
  /** How often the server is asked, in milliseconds. */
  readonly every?: number;
  /** The same where it tells of changes by itself. */
  readonly everyWithEvents?: number;
  /** A server that has not answered for so long is down. */
  readonly downAfter?: number;
  readonly now?: () => number;
}

const UNDER_WAY: Readonly<Partial<Record<IrmaStatus, WalletStatus>>> = {
  INITIALIZED: "initialized",
  PAIRING: "pairing",
  CONNECTED: "connected",
};
const FINAL: Readonly<Partial<Record<IrmaStatus, FinalStatus>>> = {
  DONE: "done",
  CANCELLED: "cancelled",
  TIMEOUT: "timeout",
};

/**
 * Asks for the status until it is final. Where the server sends events, each is a reason to ask soon, and there is less
 * to ask in between; what counts is the answer. A question that fails is asked again. However many events there are, the
 * questions keep `every` between them.
 */
export async function followSession(
  client: IrmaClient,
  token: string,
  onStatus: (status: WalletStatus) => void,
  signal: AbortSignal,
  options: FollowOptions,
): Promise<FinalStatus> {
  const { every = 500, everyWithEvents = 15_000, downAfter = 120_000, now = Date.now } = options;
  const ours = new AbortController();
  const both = AbortSignal.any([signal, ours.signal]);
  const bell = new Bell(both);
  let hasEvents = false;
  const listening = client
    .events(
      token,
      () => {
        hasEvents = true;
        bell.ring();
      },
      both,
    )
    .catch(() => null)
    .then(() => {
      hasEvents = false;
      bell.ring();
    });
  let lastAnswer = now();
  let told: WalletStatus | null = null;
  try {
    for (;;) {
      signal.throwIfAborted();
      const status = await client.status(token, both).catch((error: unknown) => {
        signal.throwIfAborted();
        if (error instanceof SessionUnknown) return "TIMEOUT" as const;
        return null;
      });
      if (status !== null) {
        lastAnswer = now();
        const end = FINAL[status];
        if (end !== undefined) return end;
        const under = UNDER_WAY[status];
        if (under !== undefined && under !== told) {
          told = under;
          onStatus(under);
        }
      } else if (now() - lastAnswer >= downAfter) return "down";
      await pause(every, both);
      if (hasEvents) await bell.wait(everyWithEvents - every);
    }
  } finally {
    ours.abort();
    await listening;
  }
}

/** Resolves after `time`, or when there is nothing to wait for any more. */
const pause = (time: number, signal: AbortSignal) => setTimeout(time, null, { signal }).catch(() => null);

/** Wakes whoever waits, also for what rang before they began to. */
class Bell {
  #rung = false;
  #wake = () => {};

  constructor(signal: AbortSignal) {
    signal.addEventListener("abort", () => this.ring(), { once: true });
  }

  ring(): void {
    this.#rung = true;
    this.#wake();
  }

  async wait(longest: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = globalThis.setTimeout(resolve, longest);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#rung = false;
  }
}
