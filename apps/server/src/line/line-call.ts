import type { LegCause } from "@belfry/contracts";
import type { LineEffect, LineInput } from "@belfry/floor";
import { decodeText, type SipRequest, type UserAgentEvent } from "@belfry/sip";
import type { Logger } from "pino";
import { CallSound, type SoundContext } from "./call-sound.ts";
import { causeOfEnd, causeOfFailure, causeOfStatus, statusOfFailure } from "./causes.ts";
import { DigitFilter, type DigitSource } from "./digits/digits.ts";
import type { LineDirectory } from "./directory.ts";
import { EndpointRequests } from "./endpoint-requests.ts";
import { agentInvitation, type Invitation, trunkInvitation } from "./invitation.ts";
import { believed, endUsage, type LegPhase, type LineLeg } from "./leg.ts";
import { MediaCall } from "./media/media-call.ts";
import type { MediaFailure } from "./media/media-result.ts";
import type { LegKind } from "./media/towards.ts";
import { Player } from "./player.ts";
import type { NgClient } from "./rtpengine/ng-client.ts";
import type { SipLink } from "./sip-link/sip-link.ts";

/** What a call needs of the line that it belongs to. */
export interface CallContext extends SoundContext {
  readonly sip: Pick<SipLink, "act">;
  readonly ng: Pick<NgClient, "request">;
  readonly directory: LineDirectory;
  /** Makes the events of this SIP usage come to this call; null ends that. */
  readonly claim: (sip: string, call: LineCall | null) => void;
  readonly onInput: (organisation: string, input: LineInput) => void;
}

type Of<T extends LineEffect["type"]> = Extract<LineEffect, { readonly type: T }>;
/** The events of one INVITE usage. */
export type CallEvent = Extract<UserAgentEvent, { readonly call: string }>;

const SDP = "application/sdp";

/** One call of one organisation: its legs towards the edge, its audio in rtpengine. */
export class LineCall {
  readonly id: string;
  readonly organisation: string;
  readonly media: MediaCall;
  readonly #context: CallContext;
  readonly #log: Logger;
  readonly #legs = new Map<string, LineLeg>();
  readonly #bySip = new Map<string, LineLeg>();
  readonly #sound: CallSound;
  readonly #requests: EndpointRequests;
  #released = false;
  #mediaLost = false;

  constructor(id: string, organisation: string, context: CallContext, log: Logger) {
    this.id = id;
    this.organisation = organisation;
    this.#context = context;
    this.#log = log;
    this.media = new MediaCall(id, context.ng, () => this.mediaLost());
    this.#sound = new CallSound({
      call: id,
      organisation,
      media: this.media,
      context,
      log,
      leg: (tag) => this.#legs.get(tag),
      tell: (input) => this.#tell(input),
    });
    this.#requests = new EndpointRequests({
      media: this.media,
      log,
      target: (dialled) => context.directory.target(organisation, dialled),
      act: (work) => context.sip.act(work),
      digit: (leg, digit) => this.digit(leg, digit, "info"),
      referred: (leg, target) => this.#tell({ type: "leg.referred", call: id, leg, target }),
    });
  }

  /** Whether no leg is left. */
  get over(): boolean {
    return [...this.#legs.values()].every(({ phase }) => phase === "over");
  }

  /** A caller's INVITE that the line has taken for this call. */
  arrive(leg: string, sip: string, request: SipRequest, kind: LegKind): void {
    const added = this.#addLeg(leg, sip, "caller", kind, "ringing");
    added.offer = believed(added, decodeText(request.body));
  }

  /** The endpoint of this leg is gone without a word. */
  lose(tag: string): void {
    const leg = this.#legs.get(tag);
    if (leg === undefined || leg.phase === "over") return;
    const usage = { ...leg };
    // First, for the user agent tells at once of an end that it makes, as one like any other.
    this.#over(leg, "networkFailed");
    this.#sip((agent, now) => endUsage(agent, usage, "networkFailed", now));
  }

  perform(effect: LineEffect): void {
    switch (effect.type) {
      case "leg.ring":
        this.#when(effect.leg, ["ringing"], (leg) => this.#sip((agent, now) => agent.ring(leg.sip, 180, null, now)));
        return;
      case "leg.accept":
        this.#accept(effect);
        return;
      case "leg.reject":
        this.#when(effect.leg, ["ringing"], (leg) => {
          this.#log.info({ leg: leg.id, status: effect.status }, "call refused");
          this.#sip((agent, now) => agent.reject(leg.sip, effect.status, effect.reason, [], now));
          this.#close(leg);
        });
        return;
      case "leg.callAgent":
        this.#callAgent(effect);
        return;
      case "leg.callNumber":
        this.#callNumber(effect);
        return;
      case "leg.hangUp":
        this.#hangUp(effect);
        return;
      case "leg.bridge":
      case "leg.park":
      case "leg.play":
      case "leg.silence":
      case "leg.mute":
      case "leg.detect":
      case "call.mix":
      case "record.start":
      case "record.pause":
      case "record.resume":
      case "record.stop":
        this.#sound.perform(effect);
        return;
      case "call.release":
        this.release();
    }
  }

  event(event: CallEvent): void {
    const leg = this.#bySip.get(event.call);
    if (leg === undefined) return;
    switch (event.type) {
      case "cancelled":
        this.#over(leg, "cancelled");
        return;
      case "acknowledged":
        void this.#acknowledged(leg, event.body);
        return;
      case "progress":
        if (leg.phase !== "calling" || leg.rang || event.response.status < 180) return;
        leg.rang = true;
        this.#tell({ type: "leg.ringing", call: this.id, leg: leg.id });
        return;
      case "answered":
        void this.#answered(leg, decodeText(event.response.body));
        return;
      case "refused":
        this.#over(leg, causeOfStatus(event.response === null ? 0 : event.status, leg.rang));
        return;
      case "ended":
        this.#over(leg, causeOfEnd(event.by, leg.role));
        return;
      case "reinvite":
      case "update":
        void this.#requests.renegotiate(leg, event.request, event.message);
        return;
      case "info":
        this.#requests.info(leg, event.request, event.message);
        return;
      case "refer":
        this.#requests.refer(leg, event.request, event.message);
        return;
      case "notify":
      case "message":
        this.#requests.respond(event.request, event.type === "notify" ? 200 : 405);
        return;
      case "invite":
        return;
    }
  }

  digit(tag: string, digit: string, source: DigitSource): void {
    const leg = this.#legs.get(tag);
    if (leg === undefined || leg.phase !== "up") return;
    if (!leg.digits.isNew(digit, source, this.#context.clock.now())) return;
    this.#tell({ type: "leg.digit", call: this.id, leg: leg.id, digit });
  }

  /** The call is not in rtpengine any more; told once. */
  mediaLost(): void {
    if (this.#mediaLost) return;
    this.#mediaLost = true;
    this.#log.warn("the audio of the call is lost");
    this.media.lose();
    this.#sound.lost();
    this.#tell({ type: "call.mediaLost", call: this.id });
  }

  /** Ends whatever is left, without a word to the floor. */
  release(): void {
    if (this.#released) return;
    this.#released = true;
    for (const leg of this.#legs.values()) {
      if (leg.phase === "over") continue;
      this.#endSip(leg, "normal");
      this.#close(leg);
    }
    this.#sound.end();
    void this.media.release();
    this.#log.info("call released");
  }

  // --- incoming legs ---

  #accept(effect: Of<"leg.accept">): void {
    const leg = this.#legs.get(effect.leg);
    if (leg === undefined || leg.phase === "over") {
      this.#fail(effect.leg, "cancelled");
      return;
    }
    if (leg.phase !== "ringing") return;
    leg.phase = "answering";
    void this.#answer(leg);
  }

  async #answer(leg: LineLeg): Promise<void> {
    // An INVITE without an offer gets ours in the 200, and its answer comes with the ACK (RFC 3261, 13.2.1).
    const made =
      leg.offer === ""
        ? await this.media.offerLeg(leg.id, leg.kind, null)
        : await this.media.answerLeg(leg.id, leg.offer, leg.kind === "browser" ? "browser" : null);
    if (leg.phase !== "answering") return;
    if (!made.ok) {
      this.#log.warn({ leg: leg.id, failure: made.failure }, "cannot answer");
      this.#sip((agent, now) => agent.reject(leg.sip, statusOfFailure(made.failure), null, [], now));
      this.#over(leg, causeOfFailure(made.failure));
      return;
    }
    leg.phase = "accepted";
    this.#sip((agent, now) => agent.accept(leg.sip, { contentType: SDP, body: made.value }, [], now));
  }

  async #acknowledged(leg: LineLeg, body: string): Promise<void> {
    if (leg.phase !== "accepted") return;
    if (leg.offer === "") {
      const taken = await this.media.legAnswered(leg.id, believed(leg, body));
      if (leg.phase !== "accepted") return;
      if (!taken.ok) {
        this.#fall(leg, taken.failure);
        return;
      }
    }
    this.#isUp(leg);
  }

  // --- outgoing legs ---

  #callAgent(effect: Of<"leg.callAgent">): void {
    const user = this.#context.directory.sipUserOfAgent(this.organisation, effect.agent);
    if (user === null) {
      this.#fail(effect.leg, "notFound");
      return;
    }
    const leg = this.#addLeg(effect.leg, effect.leg, "agent", "browser", "preparing");
    void this.#invite(leg, agentInvitation(user, effect), effect.timeout, effect.towards);
  }

  #callNumber(effect: Of<"leg.callNumber">): void {
    const trunk = this.#context.directory.outboundTrunk(this.organisation);
    if (trunk === null) {
      this.#log.warn({ leg: effect.leg }, "no trunk for calls to the outside");
      this.#fail(effect.leg, "unreachable");
      return;
    }
    const leg = this.#addLeg(effect.leg, effect.leg, "outside", "rtp", "preparing");
    void this.#invite(leg, trunkInvitation(trunk, effect), effect.timeout, null);
  }

  async #invite(leg: LineLeg, invitation: Invitation, timeout: number, towards: string | null): Promise<void> {
    const { clock } = this.#context;
    leg.cancelTimeout = clock.at(clock.now() + timeout, () => {
      this.#endSip(leg, "noAnswer");
      this.#over(leg, "noAnswer");
    });
    const offer = await this.media.offerLeg(leg.id, leg.kind, towards);
    if (leg.phase !== "preparing") return;
    if (!offer.ok) {
      this.#fall(leg, offer.failure);
      return;
    }
    leg.phase = "calling";
    const content = { contentType: SDP, body: offer.value };
    this.#sip((agent, now) => {
      const sipCallId = agent.invite({ ...invitation, call: leg.sip, content }, now);
      this.#log.info({ leg: leg.id, role: leg.role, sipCallId }, "leg called");
    });
  }

  async #answered(leg: LineLeg, answer: string): Promise<void> {
    if (leg.phase !== "calling") return;
    leg.phase = "connecting";
    const taken = await this.media.legAnswered(leg.id, answer);
    if (leg.phase !== "connecting") return;
    if (!taken.ok) {
      this.#fall(leg, taken.failure);
      return;
    }
    this.#isUp(leg);
  }

  // --- the end of a leg ---

  #hangUp(effect: Of<"leg.hangUp">): void {
    const leg = this.#legs.get(effect.leg);
    if (leg === undefined) {
      // Never heard of: perhaps it belonged to a process before this one.
      this.#tell({ type: "leg.ended", call: this.id, leg: effect.leg, cause: "networkFailed" });
      return;
    }
    // One that is over has told its outcome already.
    if (leg.phase === "over") return;
    this.#endSip(leg, effect.cause);
    this.#over(leg, effect.cause);
  }

  #endSip(leg: LineLeg, cause: LegCause): void {
    this.#sip((agent, now) => endUsage(agent, leg, cause, now));
  }

  /** The media of the leg could not be set: the endpoint is let go, and the floor told. */
  #fall(leg: LineLeg, failure: MediaFailure): void {
    this.#log.warn({ leg: leg.id, failure }, "no audio for the leg");
    this.#endSip(leg, "mediaFailed");
    this.#over(leg, causeOfFailure(failure));
  }

  #over(leg: LineLeg, why: LegCause): void {
    if (leg.phase === "over") return;
    const wasUp = leg.phase === "up";
    // A peer that says goodbye before it was connected gave up.
    const cause = why === "normal" && !wasUp ? "cancelled" : why;
    this.#close(leg);
    this.#log.info({ leg: leg.id, cause }, wasUp ? "leg ended" : "leg failed");
    this.#tell({ type: wasUp ? "leg.ended" : "leg.failed", call: this.id, leg: leg.id, cause });
  }

  #close(leg: LineLeg): void {
    leg.phase = "over";
    leg.cancelTimeout?.();
    leg.player.forget();
    this.#bySip.delete(leg.sip);
    this.#context.claim(leg.sip, null);
    this.#sound.lose(leg.id);
    void this.media.removeLeg(leg.id);
  }

  // --- small things ---

  #addLeg(id: string, sip: string, role: LineLeg["role"], kind: LegKind, phase: LegPhase): LineLeg {
    const player = new Player(this.media, id, this.#context.clock, this.#context.prompts, this.#log);
    const digits = new DigitFilter();
    const leg: LineLeg = { id, sip, role, kind, digits, player, phase, rang: false, offer: "", cancelTimeout: null };
    this.#legs.set(id, leg);
    this.#bySip.set(sip, leg);
    this.#context.claim(sip, this);
    return leg;
  }

  #isUp(leg: LineLeg): void {
    leg.phase = "up";
    leg.cancelTimeout?.();
    leg.cancelTimeout = null;
    this.#log.info({ leg: leg.id, role: leg.role, codec: this.media.codecOf(leg.id) }, "leg answered");
    this.#tell({ type: "leg.answered", call: this.id, leg: leg.id });
  }

  #when(id: string, phases: readonly LegPhase[], work: (leg: LineLeg) => void): void {
    const leg = this.#legs.get(id);
    if (leg !== undefined && phases.includes(leg.phase)) work(leg);
  }

  #fail(leg: string, cause: LegCause): void {
    this.#log.info({ leg, cause }, "leg failed");
    this.#tell({ type: "leg.failed", call: this.id, leg, cause });
  }

  #sip(work: Parameters<SipLink["act"]>[0]): void {
    this.#context.sip.act(work);
  }

  #tell(input: LineInput): void {
    if (!this.#released) this.#context.onInput(this.organisation, input);
  }
}
