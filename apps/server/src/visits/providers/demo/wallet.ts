import { randomBytes, randomInt } from "node:crypto";
import type { AttributeTag, DemoWalletAnswer, DemoWalletView, Locale } from "@belfry/contracts";
import type { FinalStatus, WalletStatus } from "../provider.ts";
import { PEOPLE } from "./people.ts";

/** More visitors at once than any demonstration has; the oldest makes room. */
const MOST_SESSIONS = 500;
const LASTS = 15 * 60_000;

interface Session {
  readonly id: string;
  readonly asks: string;
  readonly ask: readonly AttributeTag[];
  readonly language: Locale;
  readonly returnUrl: string | null;
  readonly pairingCode: string | null;
  readonly until: number;
  readonly listeners: Set<() => void>;
  status: WalletStatus | FinalStatus;
  person: string | null;
}

/**
 * A wallet of made-up people, for demonstrations: it is its own server, keeps its sessions in memory alone, and goes
 * through the same states as a real one. Nothing that it tells is verified.
 *
 * ```
 *  initialized ──▶ (pairing ──▶) connected ──▶ done
 *        └────────────┴───────────────┴──────▶ cancelled | timeout
 * ```
 */
export class DemoWallet {
  readonly #now: () => number;
  readonly #sessions = new Map<string, Session>();

  constructor(now: () => number) {
    this.#now = now;
  }

  start(about: {
    readonly asks: string;
    readonly ask: readonly AttributeTag[];
    readonly language: Locale;
    readonly returnUrl: string | null;
    readonly pairing: boolean;
    readonly timeout: number;
  }): { readonly id: string } {
    const { pairing, timeout, ...rest } = about;
    const oldest = this.#sessions.keys().next().value;
    if (this.#sessions.size >= MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    const id = randomBytes(20).toString("base64url");
    const pairingCode = pairing ? String(randomInt(10_000)).padStart(4, "0") : null;
    const until = this.#now() + Math.min(timeout, LASTS);
    const started = { id, ...rest, pairingCode, until, listeners: new Set<() => void>(), person: null };
    this.#sessions.set(id, { ...started, status: "initialized" });
    return { id };
  }

  status(id: string): WalletStatus | FinalStatus {
    return this.#session(id)?.status ?? "timeout";
  }

  /** Called at each change; the result ends that. */
  onStatus(id: string, listener: () => void): () => void {
    const session = this.#session(id);
    session?.listeners.add(listener);
    return () => void session?.listeners.delete(listener);
  }

  pair(id: string, code: string): "paired" | "wrong" {
    const session = this.#session(id);
    if (session === null || session.pairingCode === null || session.pairingCode !== code) return "wrong";
    if (session.status === "pairing") this.#become(session, "connected");
    return session.status === "connected" || session.status === "done" ? "paired" : "wrong";
  }

  cancel(id: string): void {
    const session = this.#session(id);
    if (session !== null && !isOver(session.status)) this.#become(session, "cancelled");
  }

  /** What the chosen person tells; null before anything was chosen. */
  told(id: string): { readonly tag: AttributeTag; readonly value: string }[] | null {
    const session = this.#session(id);
    const person = PEOPLE.find((one) => one.id === session?.person);
    if (session === null || session.status !== "done" || person === undefined) return null;
    return session.ask.map((tag) => ({ tag, value: person.attributes[tag] }));
  }

  /** For the wallet's page, which connects by looking. Null: there is no such session, or no more. */
  look(id: string): DemoWalletView | null {
    const session = this.#session(id);
    if (session === null) return null;
    if (session.status === "initialized") this.#become(session, session.pairingCode === null ? "connected" : "pairing");
    const { status, asks, ask, language, pairingCode, returnUrl } = session;
    return {
      state: status === "pairing" ? "pairing" : status === "connected" ? "asking" : status === "done" ? "done" : "over",
      language,
      asks,
      attributes: [...ask],
      people: PEOPLE.map((person) => ({ id: person.id, name: person.name })),
      pairingCode,
      returnUrl: status === "done" ? returnUrl : null,
    };
  }

  /** Says yes as one of the people, or no. Before the pairing nothing is told. */
  answer(id: string, answer: DemoWalletAnswer): DemoWalletView | null {
    const session = this.#session(id);
    if (session === null) return null;
    if (answer.say === "no") this.cancel(id);
    else if (session.status === "connected" && PEOPLE.some((person) => person.id === answer.person)) {
      session.person = answer.person;
      this.#become(session, "done");
    }
    return this.look(id);
  }

  #session(id: string): Session | null {
    const session = this.#sessions.get(id);
    if (session === undefined) return null;
    if (session.until > this.#now()) return session;
    this.#sessions.delete(id);
    if (!isOver(session.status)) this.#become(session, "timeout");
    return null;
  }

  #become(session: Session, status: WalletStatus | FinalStatus): void {
    session.status = status;
    for (const listener of session.listeners) listener();
  }
}

function isOver(status: WalletStatus | FinalStatus): status is FinalStatus {
  return status !== "initialized" && status !== "pairing" && status !== "connected";
}
