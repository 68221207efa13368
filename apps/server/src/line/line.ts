import type { BoundVisit, DeviceInput, LineEffect, LineInput } from "@belfry/floor";
import { headerValue, type SipRequest, type UserAgentEvent } from "@belfry/sip";
import type { Logger } from "pino";
import type { Clock } from "../clock.ts";
import type { Recorder } from "./call-recording.ts";
import { callerOf, userOf } from "./caller.ts";
import { Detector } from "./detection/detector.ts";
import { openDigitLog } from "./digits/digit-log.ts";
import type { LineDirectory, PageCallers } from "./directory.ts";
import { Edge } from "./edge/edge.ts";
import { FairShare } from "./fair-share.ts";
import { loggedCallId } from "./leg.ts";
import { type CallContext, LineCall } from "./line-call.ts";
import type { LegKind } from "./media/towards.ts";
import { Mixer, type MixerFigures } from "./mixer/mixer.ts";
import { isPageUser, type PageInvite, PageInvites } from "./page-invites.ts";
import { Prompts } from "./prompts/prompts.ts";
import { Registrations } from "./registrations.ts";
import { createNgClient, type NgClient, type NgFailure } from "./rtpengine/ng-client.ts";
import { SipLink } from "./sip-link/sip-link.ts";

export interface LineSettings {
  /** The first of the internal ports on 127.0.0.1: +0 edge's WebSocket, +1 edge, +2 ours, +3 rtpengine, +4 digits. */
  readonly internalPort: number;
  /** Proves switch and edge to each other. */
  readonly switchKey: string;
  /** The edge's file of trunk addresses, which the line writes. */
  readonly addressFile: string;
  /** The folder that `makePrompts` filled. */
  readonly promptsFolder: string;
  /** How many calls there is audio for; organisations share them. */
  readonly mostCalls: number;
}

/** Why a caller's INVITE came to no call; in the log, and a label of a metric. */
export type RefusedInvite =
  | "not_from_edge"
  | "agents_phone"
  | "page_may_not_call"
  | "trunk_must_sign_in"
  | "unknown_number"
  | "no_audio"
  | "share_used_up";

export interface LineOptions {
  readonly log: Logger;
  readonly settings: LineSettings;
  readonly directory: LineDirectory;
  readonly pageCallers: PageCallers;
  readonly onInput: (organisation: string, input: LineInput | DeviceInput) => void;
  readonly onRefused?: (why: RefusedInvite) => void;
  readonly onAudioFailed?: (kind: NgFailure["kind"]) => void;
  readonly recorder: Recorder;
  readonly newCallId: () => string;
  readonly clock: Clock;
}

export interface LineHealth {
  /** The edge answers us. */
  readonly sip: boolean;
  readonly rtpengine: boolean;
}

/** The telephone side: carries out the floor's line effects, and tells what happens as inputs. */
export interface Line {
  perform(organisation: string, effect: LineEffect): void;
  health(): LineHealth;
  /** Calls that the line holds now. */
  readonly calls: number;
  /** What mixing costs. */
  readonly mixing: MixerFigures;
  close(): Promise<void>;
}

interface Arrival {
  readonly call: string;
  readonly sip: string;
  readonly request: SipRequest;
  readonly organisation: string;
  readonly kind: LegKind;
}

/** Rejects when one of the line's own ports is taken. The edge and rtpengine may come and go at any time. */
export async function createLine(options: LineOptions): Promise<Line> {
  const line = new TheLine(options);
  await line.open();
  return line;
}

class TheLine implements Line {
  readonly #options: LineOptions;
  readonly #log: Logger;
  readonly #sip: SipLink;
  readonly #ng: NgClient;
  readonly #edge: Edge;
  readonly #registrations: Registrations;
  readonly #pages: PageInvites;
  readonly #context: CallContext;
  readonly #calls = new Map<string, LineCall>();
  readonly #share: FairShare;
  readonly #mixer: Mixer;
  readonly #detector: Detector;
  /** Call by the user agent's key. */
  readonly #bySip = new Map<string, LineCall>();
  #digitLog: { close(): void } | null = null;
  #closed = false;

  constructor(options: LineOptions) {
    const { settings, directory, clock } = options;
    this.#options = options;
    this.#log = options.log.child({ room: "line" });
    this.#share = new FairShare(settings.mostCalls);
    this.#mixer = new Mixer({ log: this.#log });
    this.#detector = new Detector(this.#log);
    this.#sip = new SipLink({
      linkPort: settings.internalPort + 1,
      switchPort: settings.internalPort + 2,
      switchKey: settings.switchKey,
      mostInvites: settings.mostCalls,
      clock,
      log: this.#log,
      onEvent: (event) => this.#event(event),
      onUp: () => this.#edge.tellAll(),
      onDown: () => this.#registrations.edgeLost(),
    });
    this.#ng = createNgClient({
      port: settings.internalPort + 3,
      log: this.#log,
      onLost: () => this.#mediaLost(),
      onFailed: ({ kind }) => options.onAudioFailed?.(kind),
    });
    this.#edge = new Edge({
      rpcPort: settings.internalPort,
      switchPort: settings.internalPort + 2,
      switchKey: settings.switchKey,
      addressFile: settings.addressFile,
      directory,
      clock,
      log: this.#log,
    });
    this.#registrations = new Registrations(directory, clock, options.onInput);
    this.#pages = new PageInvites({
      callers: options.pageCallers,
      clock,
      log: this.#log,
      bound: (invite, visit) => this.#arrivedFromPage(invite, visit),
      refused: ({ call, sip, request }, status) => this.#refuse(call, sip, request, status, "page_may_not_call"),
      lost: (call) => this.#calls.get(call)?.lose(`${call}.0`),
    });
    this.#context = {
      sip: this.#sip,
      ng: this.#ng,
      clock,
      directory,
      prompts: new Prompts(settings.promptsFolder, (...question) => directory.recording(...question)),
      claim: (sip, call) => {
        if (call === null) this.#bySip.delete(sip);
        else this.#bySip.set(sip, call);
      },
      recorder: options.recorder,
      mixer: this.#mixer,
      detector: this.#detector,
      onInput: options.onInput,
    };
  }

  async open(): Promise<void> {
    try {
      this.#digitLog = await openDigitLog(this.#options.settings.internalPort + 4, ({ call, leg, digit }) => {
        this.#calls.get(call)?.digit(leg, digit, "audio");
      });
      await this.#sip.open();
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  get calls(): number {
    return this.#calls.size;
  }

  get mixing(): MixerFigures {
    return this.#mixer.figures;
  }

  perform(organisation: string, effect: LineEffect): void {
    if (this.#closed) return;
    const known = this.#calls.get(effect.call);
    if (known === undefined && (effect.type === "leg.callAgent" || effect.type === "leg.callNumber")) {
      this.#begin(effect.call, organisation).perform(effect);
    } else if (known !== undefined && known.organisation === organisation) {
      known.perform(effect);
      // A call that the floor refuses at once is none to it, and gets no release.
      const refused = effect.type === "leg.reject" && known.over;
      if (refused) known.release();
      if (refused || effect.type === "call.release") {
        this.#calls.delete(effect.call);
        this.#share.give(organisation);
        this.#pages.released(effect.call);
      }
    } else {
      this.#unknown(organisation, effect);
    }
  }

  health(): LineHealth {
    return { sip: this.#sip.up, rtpengine: this.#ng.up };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const call of this.#calls.values()) call.release();
    this.#calls.clear();
    this.#registrations.close();
    this.#pages.close();
    this.#edge.close();
    this.#digitLog?.close();
    await this.#mixer.close();
    await this.#detector.close();
    await this.#sip.close();
    this.#ng.close();
  }

  #begin(id: string, organisation: string): LineCall {
    const log = this.#log.child({ call: id, organisation });
    const call = new LineCall(id, organisation, this.#context, log);
    this.#calls.set(id, call);
    this.#share.take(organisation);
    return call;
  }

  /** An effect on a call that is over here, or belonged to a process before this one: its outcome is that it failed. */
  #unknown(organisation: string, effect: LineEffect): void {
    const { onInput } = this.#options;
    const { call } = effect;
    switch (effect.type) {
      case "leg.accept":
        onInput(organisation, { type: "leg.failed", call, leg: effect.leg, cause: "networkFailed" });
        return;
      case "leg.hangUp":
        onInput(organisation, { type: "leg.ended", call, leg: effect.leg, cause: "networkFailed" });
        return;
      case "leg.bridge":
        onInput(organisation, { ...effect, type: "leg.bridgeFailed" });
        return;
      case "leg.detect":
        onInput(organisation, { type: "leg.detected", call, leg: effect.leg, who: "unknown" });
        return;
      case "record.start":
        onInput(organisation, { type: "record.failed", call });
        return;
      case "call.mix":
        if (effect.ears.length > 0) onInput(organisation, { type: "call.mixFailed", call, mix: effect.mix });
        return;
      case "leg.play":
        if (effect.then === "end")
          onInput(organisation, { type: "leg.played", call, leg: effect.leg, play: effect.play });
    }
  }

  #event(event: UserAgentEvent): void {
    if (event.type === "invite") this.#invited(event.call, event.request);
    else if (event.type === "request") this.#requested(event.request, event.message);
    else if (event.type === "cancelled" && !this.#bySip.has(event.call)) this.#pages.cancelled(event.call);
    else if ("call" in event) this.#bySip.get(event.call)?.event(event);
  }

  #invited(sip: string, request: SipRequest): void {
    const { directory, settings, newCallId } = this.#options;
    const id = newCallId();
    const refuse = (status: number, why: RefusedInvite) => this.#refuse(id, sip, request, status, why);
    if (headerValue(request, "X-Belfry-Key") !== settings.switchKey) {
      refuse(403, "not_from_edge");
      return;
    }
    // Agents dial through the page's socket, where the floor can say no in words.
    const user = headerValue(request, "X-Belfry-User");
    if (user !== null) {
      if (isPageUser(user)) this.#invitedFromPage(user, id, sip, request);
      else refuse(403, "agents_phone");
      return;
    }
    const trunk = headerValue(request, "X-Belfry-Trunk") ?? "";
    const number = this.#dialled(request, this.#edge.trunksOf(trunk));
    if (number === null) {
      // One organisation may claim the address from which another's trunk calls, which can prove itself.
      const provable = trunk.startsWith("address:") && this.#dialled(request, this.#edge.digestTrunks) !== null;
      if (provable) refuse(407, "trunk_must_sign_in");
      else refuse(404, "unknown_number");
      return;
    }
    const { organisation, e164 } = number;
    const want = this.#wanting(organisation);
    if (want !== null) {
      refuse(503, want);
      return;
    }
    const { sent, name } = callerOf(request);
    this.#arrived({ call: id, sip, request, organisation, kind: "rtp" }, (leg) => ({
      type: "call.arrived",
      call: id,
      leg,
      caller: sent === null ? null : directory.callerNumber(organisation, sent),
      callerName: name,
      dialled: e164,
    }));
  }

  /** A visitor's page calls the number of its visit, whatever its INVITE asks for, and says nothing of who that is. */
  #invitedFromPage(user: string, call: string, sip: string, request: SipRequest): void {
    const page = this.#options.pageCallers.caller(user);
    const want = page === null ? null : this.#wanting(page.organisation);
    if (page === null) this.#refuse(call, sip, request, 403, "page_may_not_call");
    // Before the visit is bound: for want of room it is not used up.
    else if (want !== null) this.#refuse(call, sip, request, 503, want);
    else void this.#pages.take({ user, call, sip, request, organisation: page.organisation, number: page.number });
  }

  #arrivedFromPage(invite: PageInvite, visit: BoundVisit): void {
    const { call, number } = invite;
    this.#arrived({ ...invite, kind: "browser" }, (leg) => ({
      type: "call.arrived",
      call,
      leg,
      caller: null,
      callerName: null,
      dialled: number,
      visit,
    }));
  }

  #arrived(
    { call: id, sip, request, organisation, kind }: Arrival,
    input: (leg: string) => Extract<LineInput, { type: "call.arrived" }>,
  ): void {
    // The floor counts the legs that it makes from 1.
    const leg = `${id}.0`;
    const call = this.#begin(id, organisation);
    call.arrive(leg, sip, request, kind);
    const source = headerValue(request, "X-Belfry-Source");
    this.#log.info({ call: id, leg, organisation, source, sipCallId: loggedCallId(request) }, "call arrived");
    this.#options.onInput(organisation, input(leg));
  }

  /** What a further call of this organisation would lack. */
  #wanting(organisation: string): RefusedInvite | null {
    if (!this.#ng.up) return "no_audio";
    const alone = this.#options.directory.organisationsWithTrunks() < 2;
    return this.#share.hasRoom(organisation, alone) ? null : "share_used_up";
  }

  /** Also a call that comes to nothing has a trace, and the Call-ID by which the edge and the carrier know it. */
  #refuse(call: string, sip: string, request: SipRequest, status: number, why: RefusedInvite): void {
    this.#options.onRefused?.(why);
    const source = headerValue(request, "X-Belfry-Source");
    this.#log.info({ call, status, why, source, sipCallId: loggedCallId(request) }, "call refused");
    this.#sip.act((agent, now) => agent.reject(sip, status, null, [], now));
  }

  /** The number that was called, if one of these trunks has it. */
  #dialled(request: SipRequest, trunks: readonly string[]): ReturnType<LineDirectory["inbound"]> {
    const dialled = (uri: SipRequest["uri"]) => {
      const user = userOf(uri);
      return user === null ? null : this.#options.directory.inbound(user, trunks);
    };
    return dialled(request.uri) ?? dialled(request.to.uri);
  }

  #requested(request: string, message: SipRequest): void {
    const status = this.#registration(message);
    this.#sip.act((agent, now) => agent.respond(request, status, null, [], null, now));
  }

  #registration(message: SipRequest): number {
    if (message.method !== "NOTIFY" || headerValue(message, "Event") !== "belfry-registration") return 405;
    if (headerValue(message, "X-Belfry-Key") !== this.#options.settings.switchKey) return 403;
    const user = headerValue(message, "X-Belfry-User");
    const connection = headerValue(message, "X-Belfry-Connection");
    if (user === null || connection === null) return 400;
    const state = headerValue(message, "X-Belfry-State");
    if (state === "registered") this.#registrations.registered(user, connection);
    else this.#registrations.gone(user, connection);
    return 200;
  }

  #mediaLost(): void {
    for (const call of [...this.#calls.values()]) call.mediaLost();
  }
}
