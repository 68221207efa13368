import { randomBytes } from "node:crypto";
import { Refusal } from "@belfry/contracts";
import type { Clock } from "../../clock.ts";
import type { CallableVisit, CallableVisits } from "./callable-visits.ts";

/** How long a pass opens the way to the edge, and how long the way may stay unused, in milliseconds. */
const PASS_LIFETIME = 60_000;
const CREDENTIALS_LIFETIME = 2 * 60_000;
/** For the last words of a call that is over to reach the page. */
const FAREWELL = 5_000;
/** A page may try again when its network lets it down, but not for ever. */
const MOST_PHONES = 10;

/** A phone for one call of one visit. */
export interface PagePhone {
  readonly user: string;
  /** Opens the way to the edge once. */
  readonly pass: string;
  readonly number: string;
  /** How long the credentials for `user` shall live. */
  readonly until: number;
}

interface Phone extends PagePhone {
  readonly visit: CallableVisit;
  readonly opensUntil: number;
  /**
   * ```
   * issued ──pass──▶ open ──INVITE──▶ calling ──▶ over
   * ```
   */
  phase: "issued" | "open" | "calling" | "over";
  cancelTimer: () => void;
}

/**
 * The phones that visitors' pages are lent, each for one call of one visit. They live in memory alone: the way from a
 * page to the edge leads through this process, and ends with it.
 */
export class PageCalls {
  readonly #visits: CallableVisits;
  readonly #clock: Clock;
  readonly #most: number;
  readonly #byUser = new Map<string, Phone>();
  readonly #byPass = new Map<string, Phone>();
  /** How many a visit was lent; forgotten with the visit. */
  readonly #lent = new Map<string, { count: number; readonly cancel: () => void }>();
  readonly #onLeft = new Set<(user: string) => void>();
  readonly #onTakenBack = new Set<(user: string) => void>();

  /** `most`: how many phones there are at once. */
  constructor(visits: CallableVisits, clock: Clock, most = 1000) {
    this.#visits = visits;
    this.#clock = clock;
    this.#most = most;
  }

  get size(): number {
    return this.#byUser.size;
  }

  /** Lends the page that holds this token a phone; the one before it is taken back. Rejects with a `Refusal`. */
  async lend(token: string): Promise<PagePhone> {
    const now = this.#clock.now();
    const visit = await this.#visits.toCallFromPage(token, now);
    for (const phone of this.#byUser.values()) {
      if (phone.visit.visit !== visit.visit) continue;
      if (phone.phase === "calling") throw new Refusal("visit_over");
      this.#takeBack(phone);
    }
    if (this.#byUser.size >= this.#most) throw new Refusal("too_many_visits", { seconds: "60" });
    this.#count(visit);
    const phone: Phone = {
      visit,
      user: `visit-${randomBytes(16).toString("hex")}`,
      pass: randomBytes(32).toString("base64url"),
      number: visit.number,
      until: Math.min(now + CREDENTIALS_LIFETIME, visit.until),
      opensUntil: Math.min(now + PASS_LIFETIME, visit.until),
      phase: "issued",
      cancelTimer: () => {},
    };
    phone.cancelTimer = this.#clock.at(phone.until, () => this.#takeBack(phone));
    this.#byUser.set(phone.user, phone);
    this.#byPass.set(phone.pass, phone);
    return phone;
  }

  /** The way to the edge is opened with a pass, which is worth nothing from now on. Null: it never was, or is not any more. */
  open(pass: string): { readonly organisation: string; readonly user: string } | null {
    const phone = this.#byPass.get(pass);
    if (phone === undefined) return null;
    this.#byPass.delete(pass);
    if (this.#clock.now() >= phone.opensUntil) return null;
    phone.phase = "open";
    return { organisation: phone.visit.organisation, user: phone.user };
  }

  /** The way to the edge is closed, by whomever: a call over it is at its end. */
  left(user: string): void {
    const phone = this.#byUser.get(user);
    if (phone === undefined) return;
    this.#forget(phone);
    if (phone.phase === "calling") for (const listener of [...this.#onLeft]) listener(user);
  }

  /** Whose call an INVITE of this user would be; null: it may not call, or not any more. */
  caller(user: string): CallableVisit | null {
    const phone = this.#byUser.get(user);
    return phone?.phase === "open" ? phone.visit : null;
  }

  /** The one call of this user begins. Null: it may not, or the visit was called otherwise meanwhile. */
  async begin(user: string, call: string): Promise<CallableVisit | null> {
    const phone = this.#byUser.get(user);
    if (phone?.phase !== "open") return null;
    phone.phase = "calling";
    // From here on it lasts as long as the call does.
    phone.cancelTimer();
    let bound = false;
    try {
      bound = await this.#visits.bindFromPage(phone.visit, call, this.#clock.now());
    } finally {
      if (!bound) this.over(user);
    }
    return bound ? phone.visit : null;
  }

  /** The call of this user is over. */
  over(user: string): void {
    const phone = this.#byUser.get(user);
    if (phone === undefined || phone.phase === "over") return;
    phone.phase = "over";
    phone.cancelTimer();
    phone.cancelTimer = this.#clock.at(this.#clock.now() + FAREWELL, () => this.#takeBack(phone));
  }

  /** The visit was given up or forgotten. A call that runs goes on. */
  forget(visit: string): void {
    this.#lent.get(visit)?.cancel();
    this.#lent.delete(visit);
    for (const phone of this.#byUser.values())
      if (phone.visit.visit === visit && phone.phase !== "calling") this.#takeBack(phone);
  }

  /** Tells when the way of somebody who calls is closed. */
  onLeft(listener: (user: string) => void): () => void {
    this.#onLeft.add(listener);
    return () => this.#onLeft.delete(listener);
  }

  /** Tells whose way to the edge is to be closed. */
  onTakenBack(listener: (user: string) => void): () => void {
    this.#onTakenBack.add(listener);
    return () => this.#onTakenBack.delete(listener);
  }

  close(): void {
    for (const phone of [...this.#byUser.values()]) this.#takeBack(phone);
    for (const { cancel } of this.#lent.values()) cancel();
    this.#lent.clear();
  }

  #count({ visit, until }: CallableVisit): void {
    const lent = this.#lent.get(visit) ?? { count: 0, cancel: this.#clock.at(until, () => this.#lent.delete(visit)) };
    if (lent.count >= MOST_PHONES) throw new Refusal("too_many_requests", { seconds: "60" });
    lent.count += 1;
    this.#lent.set(visit, lent);
  }

  #takeBack(phone: Phone): void {
    this.#forget(phone);
    for (const listener of [...this.#onTakenBack]) listener(phone.user);
  }

  #forget(phone: Phone): void {
    phone.cancelTimer();
    this.#byUser.delete(phone.user);
    this.#byPass.delete(phone.pass);
  }
}
