import { formatNameAddr } from "../message/address.ts";
import { answerFailure } from "../message/build.ts";
import { parseMessage } from "../message/parse.ts";
import type { Header, NameAddr, SipResponse, Uri } from "../message/types.ts";
import { formatUri } from "../message/uri.ts";
import type { Failure } from "../transaction/layer.ts";
import type { Due } from "../transaction/timer-queue.ts";
import type { Content, Draft, Flow } from "../transaction/types.ts";
import type { Call } from "./call.ts";
import { answerOffer, glareOver, nextOffer, offerFailed, offerResponse, plain, wantOffer } from "./changes.ts";
import { allowedMethods, Core, callOfTimer, routesOf, withDefaults } from "./core.ts";
import { hangUp, sendBye } from "./ending.ts";
import { accept, cancelled, refuse, repeatRing, ring } from "./incoming.ts";
import { insideFailed, insideResponse, refresh, sendInside } from "./inside.ts";
import { cancelOutgoing, giveUp, invite, inviteFailed, inviteResponse, sendOwedAck } from "./outgoing.ts";
import { repeatProvisional } from "./reliable.ts";
import { receiveRequest } from "./requests.ts";
import { restoreState, saveState } from "./saving.ts";
import type { InviteOptions, Output, UserAgent, UserAgentOptions } from "./types.ts";

export function createUserAgent(options: UserAgentOptions): UserAgent {
  return new SansIoUserAgent(new Core(options));
}

/** Goes on from what `save` gave, in this process or another. Deadlines that have passed are due at once. */
export function restoreUserAgent(options: UserAgentOptions, saved: unknown, _now: number): UserAgent {
  const core = new Core(options);
  restoreState(core, saved);
  return new SansIoUserAgent(core);
}

class SansIoUserAgent implements UserAgent {
  readonly #core: Core;

  constructor(core: Core) {
    this.#core = core;
  }

  receive(data: Uint8Array, from: Flow, now: number): void {
    const message = parseMessage(data);
    if (message.kind === "request") receiveRequest(this.#core, message, from, now);
    else if (message.kind === "response") this.#receiveResponse(message, now);
    else {
      const answer = answerFailure(message, this.#core.options.randomToken());
      if (answer !== null) this.#core.send(from, answer);
    }
  }

  #receiveResponse(response: SipResponse, now: number): void {
    const { host, port } = this.#core.options;
    const via = response.via[0];
    // RFC 3261 18.1.2: a response that is not for us is dropped.
    if (via === undefined || via.host !== host.toLowerCase() || (via.port ?? 5060) !== port) return;
    const tx = this.#core.transactions.receiveResponse(response, now);
    if (tx === null) return;
    if (tx.kind === "otherClient") {
      if (tx.user.purpose !== "cancel") insideResponse(this.#core, tx, response, now);
    } else if (tx.user.purpose === "invite") inviteResponse(this.#core, tx, response, now);
    else offerResponse(this.#core, tx, response, now);
  }

  flowFailed(flow: Flow, now: number): void {
    const core = this.#core;
    const isFailed = (one: Flow) =>
      one.transport === flow.transport &&
      (flow.connection === null
        ? one.connection === null && one.host === flow.host && one.port === flow.port
        : one.connection === flow.connection);
    for (const { dialog } of core.calls.values()) {
      if (dialog?.flow != null && isFailed(dialog.flow)) dialog.flow = null;
    }
    for (const failure of core.transactions.flowFailed(isFailed, core.outbound, now)) this.#failed(failure, now);
  }

  setOutbound(flow: Flow): void {
    this.#core.outbound = flow;
  }

  wake(now: number): void {
    const { timers, transactions } = this.#core;
    for (let due = timers.take(now); due !== null; due = timers.take(now)) {
      const id = callOfTimer(due.owner);
      if (id === null) {
        const failure = transactions.wake(due, now);
        if (failure !== null) this.#failed(failure, now);
      } else {
        const call = this.#core.calls.get(id);
        if (call !== undefined) this.#callTimer(call, due, now);
      }
    }
  }

  #failed({ tx, why }: Failure, now: number): void {
    const status = why === "timeout" ? 408 : 503;
    const { purpose } = tx.user;
    if (purpose === "invite") inviteFailed(this.#core, tx, status);
    else if (purpose === "reinvite") offerFailed(this.#core, tx, status, now);
    else if (purpose !== "cancel") insideFailed(this.#core, tx, status, now);
  }

  #callTimer(call: Call, { name }: Due, now: number): void {
    const core = this.#core;
    switch (name) {
      case "provisional":
        repeatRing(core, call, now);
        return;
      case "expires":
        cancelled(core, call, null, now);
        return;
      case "reliable":
        if (call.incoming === null || repeatProvisional(core, call, call.incoming, now)) return;
        refuse(core, call, 504, null, [], now);
        core.emit({ type: "cancelled", call: call.id, request: null });
        return;
      case "giveUp":
        giveUp(core, call, now);
        return;
      case "glare":
        glareOver(core, call, now);
        return;
      case "refresh":
        refresh(core, call, now);
        return;
      case "bye":
        sendBye(core, call, call.byeReason, now);
        return;
      case "session":
        hangUp(core, call, "sessionTimer", null, now);
        return;
      default:
        this.#repeatSuccess(call, name, now);
        return;
    }
  }

  /** A 2xx without its ACK goes again at T1, 2*T1 ... T2; after 64*T1 the call ends with BYE (13.3.1.4). */
  #repeatSuccess(call: Call, name: string, now: number): void {
    const core = this.#core;
    const unacked = call.unacked.find(({ sequence }) => name === `ack ${sequence}`);
    if (unacked === undefined) return;
    if (now < unacked.until) {
      const tx = core.transactions.server(unacked.transaction);
      if (tx !== null) core.send(tx.flow, unacked.data);
      unacked.interval = Math.min(2 * unacked.interval, 4000);
      core.setTimer(call, name, Math.min(now + unacked.interval, unacked.until));
    } else if (call.byeAfterAck !== null) sendBye(core, call, call.byeAfterAck.reason, now);
    else hangUp(core, call, "noAck", null, now);
  }

  wakeAt(): number | null {
    return this.#core.timers.nextAt();
  }

  poll(): Output | null {
    return this.#core.poll();
  }

  invite(options: InviteOptions, now: number): string | null {
    return invite(this.#core, options, now);
  }

  cancel(call: string, reason: string | null, now: number): void {
    const found = this.#core.calls.get(call);
    if (found !== undefined) cancelOutgoing(this.#core, found, reason, now);
  }

  acknowledge(call: string, content: Content, now: number): void {
    const found = this.#core.calls.get(call);
    if (found === undefined || found.owedAck === null) return;
    found.content = content;
    sendOwedAck(this.#core, found, content);
    nextOffer(this.#core, found, now);
  }

  ring(call: string, status: number, content: Content | null, now: number): void {
    const found = this.#core.calls.get(call);
    if (found !== undefined) ring(this.#core, found, status, content, now);
  }

  accept(call: string, content: Content, headers: readonly Header[], now: number): void {
    const found = this.#core.calls.get(call);
    if (found !== undefined) accept(this.#core, found, content, headers, now);
  }

  reject(call: string, status: number, reason: string | null, headers: readonly Header[], now: number): void {
    const found = this.#core.calls.get(call);
    if (found !== undefined) refuse(this.#core, found, status, reason, headers, now);
  }

  bye(call: string, reason: string | null, now: number): void {
    const found = this.#core.calls.get(call);
    if (found === undefined) return;
    if (found.phase !== "early") hangUp(this.#core, found, "local", reason, now);
    else if (found.role === "caller") cancelOutgoing(this.#core, found, reason, now);
    else {
      const accepted = found.incoming?.held != null;
      refuse(this.#core, found, 480, null, [], now);
      // To the application, a call whose 2xx only waits for a PRACK is up already.
      if (accepted) this.#core.emit({ type: "ended", call, by: "local", reason });
    }
  }

  reinvite(call: string, request: string, content: Content, now: number): void {
    const found = this.#core.calls.get(call);
    if (found !== undefined && (found.phase === "accepted" || found.phase === "confirmed")) {
      wantOffer(this.#core, found, { request, content, glares: 0 }, now);
    } else this.#core.emit({ type: "response", request, status: 481, response: null });
  }

  send(
    call: string,
    request: string,
    method: string,
    headers: readonly Header[],
    content: Content | null,
    now: number,
  ): void {
    const found = this.#core.calls.get(call);
    if (found !== undefined) sendInside(this.#core, found, request, method, headers, content, now);
    else this.#core.emit({ type: "response", request, status: 481, response: null });
  }

  sendOutside(
    request: string,
    method: string,
    target: Uri,
    from: NameAddr,
    headers: readonly Header[],
    content: Content | null,
    now: number,
  ): void {
    const core = this.#core;
    const to = headers.find(({ name }) => name.toLowerCase() === "to")?.value ?? `<${formatUri(target)}>`;
    const ours = [
      { name: "Contact", value: core.contact },
      { name: "Allow", value: allowedMethods },
      { name: "User-Agent", value: core.options.userAgent },
    ];
    const draft: Draft = {
      method,
      uri: formatUri(target),
      routes: routesOf(headers),
      from: formatNameAddr({ ...from, params: { ...from.params, tag: core.options.randomToken() } }),
      to,
      callId: `${core.options.randomToken()}@${core.options.host}`,
      sequence: 1,
      headers: withDefaults(ours, headers),
      content,
    };
    core.request(draft, core.outbound, { purpose: "outside", call: "", request }, now);
  }

  respond(
    request: string,
    status: number,
    reason: string | null,
    headers: readonly Header[],
    content: Content | null,
    now: number,
  ): void {
    const core = this.#core;
    const tx = core.transactions.server(request);
    if (tx === null) return;
    const call = core.calls.get(tx.call);
    if (call !== undefined && answerOffer(core, call, request, status, reason, headers, content, now)) return;
    if (tx.kind === "inviteServer") return;
    const toTag = status === 100 ? null : (call?.localTag ?? core.options.randomToken());
    const ours = [{ name: "User-Agent", value: core.options.userAgent }];
    core.transactions.respond(request, { ...plain(status, withDefaults(ours, headers)), reason, toTag, content }, now);
  }

  save(): unknown {
    return saveState(this.#core);
  }
}
