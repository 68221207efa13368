import type { RTCSession } from "jssip/lib/RTCSession.js";
import type { IncomingRequest } from "jssip/lib/SIPMessage.js";
import type { Clock } from "../core/clock.ts";
import type { AnnouncedCall } from "../ports.ts";
import type { EndCause, PhoneCall } from "../view.ts";
import { admit, changesParty } from "./admission.ts";
import { LiveCall } from "./live-call.ts";

export interface CallsEvents {
  /** The call that the page shows has changed, or there is another one, or none. */
  changed(): void;
  incoming(call: LiveCall): void;
  answered(call: LiveCall): void;
  ended(call: LiveCall, cause: EndCause): void;
  /** The other side's voice; null when there is none any more. */
  voice(stream: MediaStream | null): void;
  microphoneFailed(error: unknown): void;
  /** The microphone of the call that is up gives no sound any more: another one is wanted. */
  microphoneLost(): void;
  trace(what: string, detail: Readonly<Record<string, string | number>>): void;
}

export interface CallsParts {
  readonly clock: Clock;
  readonly openMicrophone: () => Promise<MediaStream>;
  /** Whether this call begins muted, for a call that was muted before the page was loaded anew. */
  readonly beginsMuted: (call: LiveCall) => boolean;
}

/** An INVITE beside a call waits this long for its announcement on the server's own channel. Milliseconds. */
const ANNOUNCED_WITHIN = 4_000;
/** How long the BYE of a leg may take after the server has ceased to name it. Milliseconds. */
const GOODBYE_WITHIN = 2_000;

/** The calls of one phone: one at a time, and a second INVITE only as the server's announced replacement. */
export class Calls {
  readonly #parts: CallsParts;
  readonly #events: CallsEvents;
  readonly #waiting = new Map<LiveCall, () => void>();
  readonly #answered = new WeakSet<LiveCall>();
  #current: LiveCall | null = null;
  #replaced: LiveCall | null = null;
  #announced: AnnouncedCall | null = null;
  /** The leg that the server has named in this page's calls; its end is believed only of such a leg. */
  #named: string | null = null;
  #cancelGoodbye: (() => void) | null = null;

  constructor(parts: CallsParts, events: CallsEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  get current(): LiveCall | null {
    return this.#current;
  }

  view(): PhoneCall | null {
    const call = this.#current;
    if (call === null) return null;
    const announced = this.announcementOf(call);
    return {
      call: call.invite.call ?? announced?.id ?? null,
      leg: call.invite.leg,
      why: call.invite.why,
      phase: call.phase,
      since: call.since,
      answeredAt: call.answeredAt,
      autoAnswer: call.autoAnswer,
      from: call.from,
      held: announced?.phase === "held" && announced.consult === null,
    };
  }

  /** What the server last said of this call, or null when it spoke of another. */
  announcementOf(call: LiveCall): AnnouncedCall | null {
    const { leg, call: id } = call.invite;
    const announced = this.#announced;
    return announced !== null && (announced.leg === leg || announced.id === id) ? announced : null;
  }

  announce(announced: AnnouncedCall | null): void {
    const before = this.#announced;
    this.#announced = announced;
    if (changesParty(before, announced)) this.#current?.partyChanged();
    this.#expectGoodbye();
    this.#reconsider();
    this.#events.changed();
  }

  invited(session: RTCSession, request: IncomingRequest): void {
    const call: LiveCall = new LiveCall(session, request, this.#parts.clock, {
      changed: () => this.#changed(call),
      remote: (stream) => {
        if (call === this.#current) this.#events.voice(stream);
      },
      ended: (cause) => this.#ended(call, cause),
      microphoneLost: () => {
        if (call === this.#current) this.#events.microphoneLost();
      },
      trace: (what, detail) => this.#events.trace(what, { leg: call.invite.leg, ...detail }),
    });
    this.#events.trace("invite", { leg: call.invite.leg, why: call.invite.why });
    this.#place(call);
  }

  async answer(leg: string): Promise<void> {
    const call = this.#current;
    if (call?.invite.leg === leg) await this.#answer(call);
  }

  end(leg: string, cause: EndCause): void {
    if (this.#current?.invite.leg === leg) this.#current.end(cause);
  }

  /** Every call ends: with a word to the other side, or without one when the phone lives on elsewhere. */
  endAll(cause: EndCause, silently: boolean): void {
    const all = [this.#current, this.#replaced, ...this.#waiting.keys()];
    for (const call of all) {
      if (silently) call?.abandon(cause);
      else call?.end(cause);
    }
  }

  /**
   * A leg that the server names no more is over there: its BYE was lost with the connection of then, or the server was
   * restarted. It would hold the line, and the microphone, for nobody.
   */
  #expectGoodbye(): void {
    const call = this.#current;
    const leg = this.#announced?.leg ?? null;
    this.#cancelGoodbye?.();
    this.#cancelGoodbye = null;
    if (call === null || leg === call.invite.leg) {
      this.#named = leg;
      return;
    }
    if (this.#named !== call.invite.leg) return;
    this.#cancelGoodbye = this.#parts.clock.after(GOODBYE_WITHIN, () => call.end("normal"));
  }

  #place(call: LiveCall): void {
    const admission = admit(call.invite, this.#current, this.#announced);
    switch (admission) {
      case "ring":
      case "answer":
        this.#settleWaiting(call);
        this.#current = call;
        call.autoAnswer = admission === "answer";
        this.#events.incoming(call);
        this.#events.changed();
        if (call.autoAnswer) void this.#answer(call);
        return;
      case "replace":
        this.#settleWaiting(call);
        void this.#replace(call);
        return;
      case "wait":
        if (this.#waiting.has(call)) return;
        this.#waiting.set(
          call,
          this.#parts.clock.after(ANNOUNCED_WITHIN, () => call.end("refused")),
        );
    }
  }

  /** An announcement came, or the line is free again: what waited may have its turn. */
  #reconsider(): void {
    const current = this.#current;
    if (
      current?.phase === "ringing" &&
      !current.autoAnswer &&
      admit(current.invite, null, this.#announced) === "answer"
    ) {
      current.autoAnswer = true;
      void this.#answer(current);
    }
    for (const call of [...this.#waiting.keys()]) this.#place(call);
  }

  async #answer(call: LiveCall): Promise<void> {
    try {
      await call.answer(this.#parts.openMicrophone, this.#parts.beginsMuted(call));
    } catch (error) {
      this.#events.microphoneFailed(error);
    }
  }

  /** The former call falls silent before the new one is answered, so that nobody hears two people or the wrong one. */
  async #replace(call: LiveCall): Promise<void> {
    const former = this.#current;
    this.#current = call;
    this.#replaced = former;
    call.autoAnswer = true;
    this.#events.voice(null);
    this.#events.incoming(call);
    this.#events.changed();
    if (former?.phase === "ringing") former.end("replaced");
    else former?.fallSilent();
    await this.#answer(call);
  }

  #changed(call: LiveCall): void {
    if (call !== this.#current) return;
    if (call.phase === "up" && this.#replaced !== null) {
      this.#replaced.end("replaced");
      this.#replaced = null;
    }
    this.#events.changed();
    if (call.phase === "up" && !this.#answered.has(call)) {
      this.#answered.add(call);
      this.#events.answered(call);
    }
  }

  #ended(call: LiveCall, cause: EndCause): void {
    const waited = this.#waiting.has(call);
    this.#settleWaiting(call);
    if (call === this.#replaced) this.#replaced = null;
    if (call === this.#current) {
      this.#current = null;
      this.#events.voice(null);
      // The server gave the former leg up when it announced this one: there is nothing to go back to.
      this.#replaced?.end("replaced");
    }
    if (!waited) this.#events.ended(call, cause);
    this.#events.changed();
    if (this.#current === null) this.#reconsider();
  }

  #settleWaiting(call: LiveCall): void {
    this.#waiting.get(call)?.();
    this.#waiting.delete(call);
  }
}
