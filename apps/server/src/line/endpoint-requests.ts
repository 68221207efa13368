import type { Target } from "@belfry/floor";
import { type Content, decodeText, headerValue, type SipRequest } from "@belfry/sip";
import type { Logger } from "pino";
import { statusOfFailure } from "./causes.ts";
import { digitOfInfo } from "./digits/digits.ts";
import { believed, type LineLeg } from "./leg.ts";
import type { MediaCall } from "./media/media-call.ts";
import { REFER_DONE, referredTo } from "./refer.ts";
import type { SipLink } from "./sip-link/sip-link.ts";

export interface EndpointRequestsOptions {
  readonly media: Pick<MediaCall, "offerAgain" | "renegotiate">;
  readonly log: Logger;
  /** Where a number leads that an agent's phone refers to; null: nowhere. */
  readonly target: (dialled: string) => Target | null;
  readonly act: SipLink["act"];
  readonly digit: (leg: string, digit: string) => void;
  readonly referred: (leg: string, target: Target) => void;
}

/** What the endpoint of a leg asks of its own accord within its dialog; each request is answered here. */
export class EndpointRequests {
  readonly #options: EndpointRequestsOptions;

  constructor(options: EndpointRequestsOptions) {
    this.#options = options;
  }

  /** A re-INVITE or UPDATE. */
  async renegotiate(leg: LineLeg, request: string, message: SipRequest): Promise<void> {
    const { media, log } = this.#options;
    const offer = believed(leg, decodeText(message.body));
    // Without an offer the peer only refreshes the session, or asks for one: what it has is still true.
    if (offer === "") {
      const ours = message.method === "INVITE" ? await media.offerAgain(leg.id) : null;
      this.respond(request, ours !== null && !ours.ok ? 488 : 200, ours?.ok === true ? sdp(ours.value) : null);
      return;
    }
    const answer = await media.renegotiate(leg.id, offer);
    if (!answer.ok) {
      log.warn({ leg: leg.id, failure: answer.failure }, "change of the session refused");
      this.respond(request, statusOfFailure(answer.failure));
      return;
    }
    log.info({ leg: leg.id }, "session changed by the endpoint");
    this.respond(request, 200, sdp(answer.value));
  }

  info(leg: LineLeg, request: string, message: SipRequest): void {
    const digit = digitOfInfo(headerValue(message, "Content-Type") ?? "", decodeText(message.body));
    this.respond(request, digit === null && message.body.length > 0 ? 415 : 200);
    if (digit !== null) this.#options.digit(leg.id, digit);
  }

  refer(leg: LineLeg, request: string, message: SipRequest): void {
    // A stranger on the line must not send calls on at our expense.
    if (leg.role !== "agent" || leg.phase !== "up") {
      this.respond(request, 403);
      return;
    }
    const dialled = referredTo(message);
    const target = dialled === null ? null : this.#options.target(dialled);
    if (target === null) {
      this.respond(request, 404);
      return;
    }
    this.respond(request, 202);
    // RFC 3515, 2.4.4: what becomes of it. From here on the floor has it, so this is the last word.
    const { headers, content } = REFER_DONE;
    this.#options.act((agent, now) => agent.send(leg.sip, `refer-${leg.id}`, "NOTIFY", headers, content, now));
    this.#options.referred(leg.id, target);
  }

  respond(request: string, status: number, content: Content | null = null): void {
    this.#options.act((agent, now) => agent.respond(request, status, null, [], content, now));
  }
}

const sdp = (body: string): Content => ({ contentType: "application/sdp", body });
