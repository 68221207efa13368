import { randomBytes, randomInt } from "node:crypto";

/** One thing that a wallet tells, or nothing where `rawvalue` is null. */
export interface Disclosed {
  readonly id: string;
  readonly rawvalue: string | null;
  readonly value: Readonly<Record<string, string>> | null;
  readonly status: string;
  readonly issuancetime: number;
}

export interface SessionResult {
  readonly token: string;
  readonly status: Status;
  readonly type: string;
  readonly proofStatus?: string;
  readonly disclosed?: readonly (readonly Disclosed[])[];
  readonly error?: object;
}

export type Status = "INITIALIZED" | "PAIRING" | "CONNECTED" | "CANCELLED" | "DONE" | "TIMEOUT";

type AskedAttribute = string | { readonly type: string; readonly value?: string | null; readonly notNull?: boolean };

/** A conjunction of disjunctions of conjunctions. */
export interface DisclosureRequest {
  readonly "@context": string;
  readonly disclose: readonly (readonly (readonly AskedAttribute[])[])[];
  readonly clientReturnUrl?: string;
  readonly host?: string;
}

export interface RequestorRequest {
  readonly timeout?: number;
  readonly callbackUrl?: string;
  readonly request: DisclosureRequest;
}

export interface Options {
  readonly pairingMethod: "none" | "pin";
  readonly pairingCode?: string;
}

const MINUTE = 60_000;
const LIFETIME = 15 * MINUTE;
const RESULT_LIFETIME = 5 * MINUTE;
const FINISHED: readonly Status[] = ["CANCELLED", "DONE", "TIMEOUT"];

export function idOf(asked: AskedAttribute): string {
  return typeof asked === "string" ? asked : asked.type;
}

/** One session of the server, as its published source behaves; time is handed in. */
export class IrmaSession {
  readonly token = randomBytes(15).toString("base64url").replaceAll(/[-_]/g, "x");
  readonly clientToken = randomBytes(15).toString("base64url").replaceAll(/[-_]/g, "x");
  readonly frontendAuthorization = randomBytes(15).toString("base64url").replaceAll(/[-_]/g, "x");
  readonly about: RequestorRequest;
  readonly #listeners = new Set<(status: Status) => void>();
  options: Options = { pairingMethod: "none" };
  /** What the wallet proves itself by from its first request on. */
  clientAuthorization = "";
  result: Omit<SessionResult, "status" | "token">;
  #status: Status = "INITIALIZED";
  #lastActive: number;

  constructor(about: RequestorRequest, now: number) {
    this.about = about;
    this.#lastActive = now;
    this.result = { type: "disclosing" };
  }

  get status(): Status {
    return this.#status;
  }

  get finished(): boolean {
    return FINISHED.includes(this.#status);
  }

  /** Lets time do its work; false when the session is forgotten. */
  at(now: number): boolean {
    const end = this.#lastActive + this.#lifetime();
    if (!this.finished && end <= now) {
      this.#lastActive = end;
      this.#become("TIMEOUT");
    }
    return this.#lifetime() + RESULT_LIFETIME > now - this.#lastActive;
  }

  become(status: Status, now: number): void {
    this.#lastActive = now;
    this.#become(status);
  }

  pairBy(method: string): Options | null {
    if (this.#status !== "INITIALIZED") return null;
    if (method === "pin") {
      const pairingCode = String(randomInt(10_000)).padStart(4, "0");
      this.options = { pairingMethod: "pin", pairingCode };
    } else if (method === "none") this.options = { pairingMethod: "none" };
    else if (method !== "") return null;
    return this.options;
  }

  onStatus(listener: (status: Status) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #lifetime(): number {
    if (this.finished) return 0;
    const { timeout } = this.about;
    return this.#status === "INITIALIZED" && timeout !== undefined && timeout !== 0 ? timeout * 1000 : LIFETIME;
  }

  #become(status: Status): void {
    this.#status = status;
    for (const listener of this.#listeners) listener(status);
  }
}
