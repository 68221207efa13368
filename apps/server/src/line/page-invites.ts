import type { BoundVisit } from "@belfry/floor";
import type { SipRequest } from "@belfry/sip";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { PageCallers } from "./directory.ts";

/** Whoever hangs up and closes the page in one breath has hung up: its BYE may be behind the news of the page. */
const LAST_WORD_WITHIN = 1_000;

/** How a page's edge user is told from an agent's. */
export const isPageUser = (user: string): boolean => user.startsWith("visit-");

export interface PageInvite {
  readonly user: string;
  /** The id that its call gets. */
  readonly call: string;
  /** The user agent's key. */
  readonly sip: string;
  readonly request: SipRequest;
  readonly organisation: string;
  /** What is called. */
  readonly number: string;
}

interface PageInvitesOptions {
  readonly callers: PageCallers;
  readonly clock: Clock;
  readonly log: Logger;
  /** The visit is bound to the call: it may come in. */
  readonly bound: (invite: PageInvite, visit: BoundVisit) => void;
  readonly refused: (invite: PageInvite, status: number) => void;
  /** The page of this call is gone without a word. */
  readonly lost: (call: string) => void;
}

/** Calls from visitors' pages, from the INVITE until the visit is bound; and after that, whether the page is still there. */
export class PageInvites {
  readonly #options: PageInvitesOptions;
  /** INVITEs that wait until their visit is bound, by user agent's key. */
  readonly #waiting = new Map<string, PageInvite>();
  /** Calls that have come in, by user and the other way round. */
  readonly #calls = new Map<string, string>();
  readonly #users = new Map<string, string>();
  readonly #alarms = new Map<string, () => void>();
  readonly #endListening: () => void;

  constructor(options: PageInvitesOptions) {
    this.#options = options;
    this.#endListening = options.callers.onLeft((user) => this.#left(user));
  }

  async take(invite: PageInvite): Promise<void> {
    const { callers, log, bound, refused } = this.#options;
    this.#waiting.set(invite.sip, invite);
    const visit = await callers.begin(invite.user, invite.call).catch((err: unknown) => {
      log.error({ err, call: invite.call }, "a call from a page could not be bound to its visit");
      return null;
    });
    if (!this.#waiting.delete(invite.sip)) {
      // It was given up meanwhile. The visit has had its call.
      callers.over(invite.user);
    } else if (visit === null) {
      refused(invite, 403);
    } else {
      this.#calls.set(invite.user, invite.call);
      this.#users.set(invite.call, invite.user);
      bound(invite, visit);
    }
  }

  /** The page took its INVITE back. */
  cancelled(sip: string): void {
    this.#waiting.delete(sip);
  }

  /** The line is done with this call, whoever made it. */
  released(call: string): void {
    const user = this.#users.get(call);
    if (user === undefined) return;
    this.#users.delete(call);
    this.#calls.delete(user);
    this.#alarms.get(call)?.();
    this.#alarms.delete(call);
    this.#options.callers.over(user);
  }

  close(): void {
    this.#endListening();
    for (const cancel of this.#alarms.values()) cancel();
    this.#alarms.clear();
    this.#waiting.clear();
  }

  #left(user: string): void {
    const { clock, refused, lost } = this.#options;
    for (const invite of this.#waiting.values()) {
      if (invite.user !== user) continue;
      this.#waiting.delete(invite.sip);
      refused(invite, 480);
    }
    const call = this.#calls.get(user);
    if (call === undefined || this.#alarms.has(call)) return;
    this.#alarms.set(
      call,
      clock.at(clock.now() + LAST_WORD_WITHIN, () => {
        this.#alarms.delete(call);
        lost(call);
      }),
    );
  }
}
