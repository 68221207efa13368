import { randomBytes } from "node:crypto";
import type { SessionRecord } from "./sign-in-ports.ts";

interface Holder {
  readonly session: SessionRecord;
  readonly tab: string;
}

/**
 * Passes to `/sip` for pages on another site, whose browsers keep our cookie from us. A pass opens that door alone,
 * for one window of one session, and is worth nothing once it is taken back.
 */
export class SipPasses {
  readonly #holders = new Map<string, Holder>();

  issue(holder: Holder): string {
    const pass = randomBytes(32).toString("base64url");
    this.#holders.set(pass, holder);
    return pass;
  }

  find(pass: string): Holder | null {
    return this.#holders.get(pass) ?? null;
  }

  takeBack(pass: string): void {
    this.#holders.delete(pass);
  }
}
