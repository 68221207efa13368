import type { BencodeDict } from "../rtpengine/bencode.ts";
import type { NgClient } from "../rtpengine/ng-client.ts";
import { CallRequests } from "./call-requests.ts";
import { dummyOf, type Leg, type MixEnd, newLeg } from "./media-leg.ts";
import { badSdp, broken, type MediaResult, noLeg, released, sdpOf } from "./media-result.ts";
import {
  CODECS,
  type Codec,
  completeAnswer,
  dummyAnswer,
  dummyOffer,
  eventsOf,
  mirrored,
  type Numbering,
  numberingOf,
  portsOf,
  preferred,
  readAudio,
  reduceTo,
  USUAL_NUMBERING,
  withDirection,
} from "./sdp.ts";
import { type Subscription, Subscriptions } from "./subscription.ts";
import { INWARDS, type LegKind, TOWARDS } from "./towards.ts";

/** rtpengine plays on until it is told to stop; so many turns outlast every call. */
export const ENDLESS = 100_000;

/** A leg that was offered to another one directly: they are joined in rtpengine as soon as the other has answered. */
interface Pair {
  readonly offerer: string;
  readonly offered: string;
  answered: boolean;
}

/**
 * The audio of one call: one rtpengine call whose legs are each first negotiated against a dummy of their
 * own. Joining two legs, parking one, and joining it with another are then offers and answers towards
 * rtpengine alone, made of what the endpoints said before: nothing goes over the wire to an endpoint.
 *
 * A browser that is called for a leg that waits is offered that leg itself instead of a dummy, which spares a queued
 * call two of nine requests and the caller their time.
 *
 * Every operation waits for the one before it, so that their order is that of the calls to these methods.
 */
export class MediaCall {
  readonly id: string;
  readonly #requests: CallRequests;
  readonly #subscriptions: Subscriptions;
  readonly #legs = new Map<string, Leg>();
  #numbering: Numbering = USUAL_NUMBERING;
  #pair: Pair | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #releasing = false;

  /** `onLost`: rtpengine has deleted the call, and every operation fails from now on. */
  constructor(id: string, ng: Pick<NgClient, "request">, onLost: () => void = () => {}) {
    this.id = id;
    this.#requests = new CallRequests(id, ng, onLost);
    this.#subscriptions = new Subscriptions(this.#requests.request);
  }

  /**
   * The endpoint offered: our answer for it. A medium other than its first audio is refused in the answer. `only`: of which
   * kind it must be.
   */
  answerLeg(tag: string, offer: string, only: LegKind | null = null): Promise<MediaResult<string>> {
    return this.#inTurn<string>(async () => {
      const audio = readAudio(offer);
      const codec = audio === null ? null : preferred(audio, null);
      if (audio === null || codec === null || audio.kind === "other") return badSdp("no audio in common");
      const { kind, direction } = audio;
      if (only !== null && kind !== only) return badSdp(`no offer of a ${only}`);
      const leg = newLeg(tag, kind, { sdp: reduceTo(offer, codec), codec, direction });
      this.#legs.set(tag, leg);
      this.#numbering = numberingOf(audio, this.#numbering);
      const answer = await this.#towardsDummy(leg);
      return answer.ok ? { ok: true, value: completeAnswer(answer.value, offer) } : answer;
    });
  }

  /**
   * We offer: the SDP for our INVITE. The codecs of the legs that are there come first, so that nothing
   * needs transcoding when the endpoint agrees. A browser's answer joins it with the leg `towards`, if there is one
   * that waits; `bridge` is still to follow.
   */
  offerLeg(tag: string, kind: LegKind, towards: string | null): Promise<MediaResult<string>> {
    return this.#inTurn<string>(async () => {
      const waiting = kind === "browser" ? this.#waiting(towards) : null;
      const spoken = [...this.#legs.values()].filter(({ sdp }) => sdp !== null).map(({ codec }) => codec);
      const codecs = [...new Set([...spoken, ...CODECS])];
      const nothing = { sdp: null, codec: "PCMA", direction: "sendrecv" } as const;
      const leg = newLeg(tag, kind, nothing, waiting !== null);
      this.#legs.set(tag, leg);
      if (waiting !== null) this.#pair = { offerer: waiting.tag, offered: tag, answered: false };
      const offer = await this.#request("offer", {
        "from-tag": waiting?.tag ?? dummyOf(leg).tag,
        "to-tag": tag,
        sdp: waiting?.sdp ?? dummyOffer(codecs, this.#numbering),
        ...TOWARDS[kind],
      });
      return sdpOf(offer);
    });
  }

  /** The endpoint answered our offer. */
  legAnswered(tag: string, answer: string): Promise<MediaResult<null>> {
    return this.#inTurn<null>(async () => {
      const leg = this.#legs.get(tag);
      if (leg === undefined) return noLeg(tag);
      const audio = readAudio(answer);
      const codec = audio === null ? null : preferred(audio, null);
      if (audio === null || codec === null) return badSdp("the answer holds no audio of ours");
      leg.codec = codec;
      leg.direction = audio.direction;
      leg.sdp = reduceTo(answer, codec);
      const result = await this.#takeAnswer(leg);
      return result.ok ? { ok: true, value: null } : result;
    });
  }

  /** A re-INVITE or UPDATE from the endpoint (hold, another codec, another address): our answer for it. */
  renegotiate(tag: string, offer: string): Promise<MediaResult<string>> {
    return this.#inTurn<string>(async () => {
      const leg = this.#legs.get(tag);
      if (leg === undefined) return noLeg(tag);
      const audio = readAudio(offer);
      const codec = audio === null ? null : preferred(audio, leg.codec);
      if (audio === null || codec === null || audio.kind !== leg.kind) return badSdp("no audio in common");
      const silenced = leg.muted && leg.codec !== codec ? await this.#silence(leg, codec, true) : null;
      if (silenced?.ok === false) return silenced;
      leg.codec = codec;
      leg.direction = audio.direction;
      leg.sdp = reduceTo(offer, codec);
      const peer = leg.peer === null ? undefined : this.#legs.get(leg.peer);
      const answer = peer === undefined ? await this.#towardsDummy(leg) : await this.#join(leg, peer);
      return answer.ok ? { ok: true, value: completeAnswer(answer.value, offer) } : answer;
    });
  }

  /** Our side of the session as it stands, for a re-INVITE without an offer. */
  offerAgain(tag: string): Promise<MediaResult<string>> {
    return this.#inTurn<string>(async () => {
      const leg = this.#legs.get(tag);
      if (leg === undefined || leg.sdp === null) return noLeg(tag);
      const peer = leg.peer === null ? undefined : this.#legs.get(leg.peer);
      return peer === undefined ? this.#towardsDummy(leg) : this.#join(leg, peer);
    });
  }

  bridge(a: string, b: string): Promise<MediaResult<null>> {
    return this.#inTurn<null>(async () => {
      const left = this.#legs.get(a);
      const right = this.#legs.get(b);
      if (left === undefined || right === undefined) return noLeg(left === undefined ? a : b);
      if (left.sdp === null || right.sdp === null) return badSdp("a leg has not been answered yet");
      for (const leg of [left, right]) {
        await this.#stop(leg);
        await this.#leaveBridge(leg, leg === left ? b : a);
      }
      const already = this.#pair?.answered === true && this.#isPaired(a) && this.#isPaired(b);
      this.#pair = null;
      const joined = already ? null : await this.#join(left, right);
      if (joined?.ok === false) return joined;
      Object.assign(left, { peer: b, mixer: null });
      Object.assign(right, { peer: a, mixer: null });
      return { ok: true, value: null };
    });
  }

  /**
   * Takes these legs out of their bridges and joins each with the mixer, at a port of this machine. The value: where
   * the mixer finds each of them. Legs that are gone are left out.
   */
  mix(ports: ReadonlyMap<string, number>): Promise<MediaResult<ReadonlyMap<string, MixEnd>>> {
    return this.#inTurn<ReadonlyMap<string, MixEnd>>(async () => {
      const found = new Map<string, MixEnd>();
      for (const [tag, port] of ports) {
        const leg = this.#legs.get(tag);
        if (leg === undefined || leg.sdp === null) continue;
        await this.#stop(leg);
        // A partner who is mixed as well needs no place of its own in between.
        await this.#leaveBridge(leg, ports.has(leg.peer ?? "") ? leg.peer : null);
        leg.mixer = { port, found: { port: 0, events: null } };
        const joined = await this.#towardsDummy(leg);
        if (!joined.ok) return joined;
        found.set(tag, leg.mixer.found);
      }
      return { ok: true, value: found };
    });
  }

  /** Takes a leg out of its bridge, and the other end with it, or away from the mixer. */
  park(tag: string): Promise<MediaResult<null>> {
    return this.#inTurn<null>(async () => {
      const leg = this.#legs.get(tag);
      if (leg === undefined) return noLeg(tag);
      if (leg.peer === null && leg.mixer === null) return { ok: true, value: null };
      leg.mixer = null;
      await this.#leaveBridge(leg, null);
      return this.#park(leg);
    });
  }

  play(tag: string, file: string, turns: number): Promise<MediaResult<null>> {
    return this.#inTurn<null>(async () => {
      const leg = this.#legs.get(tag);
      if (leg === undefined) return noLeg(tag);
      const result = await this.#request("play media", { "from-tag": tag, file, "repeat-times": turns });
      if (!result.ok) return result;
      leg.playing = true;
      return { ok: true, value: null };
    });
  }

  stop(tag: string): Promise<MediaResult<null>> {
    return this.#inTurn<null>(async () => {
      const leg = this.#legs.get(tag);
      if (leg !== undefined) await this.#stop(leg);
      return { ok: true, value: null };
    });
  }

  /** Nobody hears this leg, also who joins later, and whoever writes it down. */
  mute(tag: string, muted: boolean): Promise<MediaResult<null>> {
    return this.#inTurn<null>(async () => {
      const leg = this.#legs.get(tag);
      if (leg === undefined) return noLeg(tag);
      const result = await this.#silence(leg, leg.codec, muted);
      if (result.ok) leg.muted = muted;
      return result.ok ? { ok: true, value: null } : result;
    });
  }

  /**
   * Sends what each of these legs says to one of these ports of this machine, as PCMA; also through hold and bridges.
   * The value names the subscription.
   */
  listen(tags: readonly string[], ports: readonly number[]): Promise<MediaResult<Subscription>> {
    return this.#inTurn<Subscription>(async () => {
      const missing = tags.find((tag) => !this.#legs.has(tag));
      if (missing !== undefined) return noLeg(missing);
      return this.#subscriptions.begin(tags, ports);
    });
  }

  unlisten(subscription: string): Promise<MediaResult<null>> {
    return this.#inTurn<null>(() => this.#subscriptions.end(subscription));
  }

  /** The endpoint is gone. Its partner keeps its place, silent, until it is parked or bridged anew. */
  removeLeg(tag: string): Promise<MediaResult<null>> {
    return this.#inTurn<null>(async () => {
      const leg = this.#legs.get(tag);
      if (leg === undefined) return { ok: true, value: null };
      await this.#stop(leg);
      this.#legs.delete(tag);
      if (!this.#isPaired(tag)) return { ok: true, value: null };
      // Nobody answered it, or it was never bridged: who it was offered to waits for itself again.
      const left = this.#legs.get(this.#pair?.offerer ?? "");
      this.#pair = null;
      return left === undefined ? { ok: true, value: null } : this.#park(left);
    });
  }

  /** What still waits for its turn is left out: most calls end with several operations at once. */
  release(): Promise<MediaResult<null>> {
    const last = this.#queue;
    this.#releasing = true;
    return last.then(async () => {
      const result = await this.#request("delete", { "delete-delay": 0 });
      return result.ok ? { ok: true, value: null } : result;
    });
  }

  /** rtpengine has lost the call: nothing is asked of it any more. */
  lose(): void {
    this.#requests.lose();
  }

  /** For the tests and the log. */
  codecOf(tag: string): Codec | null {
    const leg = this.#legs.get(tag);
    return leg === undefined || leg.sdp === null ? null : leg.codec;
  }

  #inTurn<T>(work: () => Promise<MediaResult<T>>): Promise<MediaResult<T>> {
    const result = this.#queue
      .then(() => (this.#releasing ? released : work()))
      // A rejection would end the process, and would fail whatever waits in the queue behind it.
      .catch((error: unknown) => broken(error));
    this.#queue = result;
    return result;
  }

  #request(command: string, fields: BencodeDict): Promise<MediaResult<BencodeDict>> {
    return this.#requests.request(command, fields);
  }

  /** A leg that is up, in no bridge, and has not put us on hold. */
  #waiting(tag: string | null): Leg | null {
    const leg = this.#legs.get(tag ?? "");
    return leg?.sdp != null && leg.peer === null && leg.mixer === null && leg.direction === "sendrecv" ? leg : null;
  }

  #isPaired(tag: string): boolean {
    return this.#pair?.offerer === tag || this.#pair?.offered === tag;
  }

  /** What the endpoint of a leg that we called has answered, now in `leg`. */
  async #takeAnswer(leg: Leg): Promise<MediaResult<BencodeDict | string>> {
    const { tag } = leg;
    const pair = this.#pair?.offered === tag ? this.#pair : null;
    const offerer = pair === null ? undefined : this.#legs.get(pair.offerer);
    // Whom it was offered to has changed meanwhile, or it chose what nobody offered: it waits for itself.
    if (leg.direct && (pair === null || offerer?.codec !== leg.codec)) return this.#towardsDummy(leg);
    if (pair !== null) pair.answered = true;
    const [from, kind] = offerer === undefined ? [dummyOf(leg).tag, "rtp" as const] : [offerer.tag, offerer.kind];
    return this.#request("answer", { "from-tag": from, "to-tag": tag, sdp: leg.sdp ?? "", ...TOWARDS[kind] });
  }

  /**
   * Silence in place of what a leg says keeps the packets coming, which trunks may insist on. NOTE: rtpengine 10.5
   * writes it for G.711 alone, and lets Opus through in full: of other codecs nothing is sent at all.
   */
  async #silence(leg: Leg, codec: Codec, muted: boolean): Promise<MediaResult<BencodeDict>> {
    const from = { "from-tag": leg.tag };
    const [needed, other] = codec === "PCMA" || codec === "PCMU" ? ["silence", "block"] : ["block", "silence"];
    if (muted) return this.#request(`${needed} media`, from);
    // Another codec may have been spoken meanwhile. Until the last word succeeds nothing is heard.
    const result = await this.#request(`un${other} media`, from);
    return result.ok ? this.#request(`un${needed} media`, from) : result;
  }

  async #stop(leg: Leg): Promise<void> {
    if (!leg.playing) return;
    leg.playing = false;
    await this.#request("stop media", { "from-tag": leg.tag });
  }

  async #leaveBridge(leg: Leg, except: string | null): Promise<void> {
    const peer = leg.peer === null ? undefined : this.#legs.get(leg.peer);
    leg.peer = null;
    if (peer === undefined || peer.peer !== leg.tag || peer.tag === except) return;
    peer.peer = null;
    await this.#park(peer);
  }

  async #park(leg: Leg): Promise<MediaResult<null>> {
    if (leg.sdp === null) return { ok: true, value: null };
    const result = await this.#towardsDummy(leg);
    return result.ok ? { ok: true, value: null } : result;
  }

  /**
   * Offers what the leg said to its dummy, and answers for the dummy, which speaks for nobody or for the mixer. The value
   * is the SDP for the endpoint.
   */
  async #towardsDummy(leg: Leg): Promise<MediaResult<string>> {
    if (this.#isPaired(leg.tag)) this.#pair = null;
    const { tag, codec, port } = dummyOf(leg);
    const pair = { "from-tag": leg.tag, "to-tag": tag };
    const transcoding = codec === leg.codec ? {} : { codec: { mask: [leg.codec], transcode: [codec] } };
    const inwards = leg.mixer === null ? {} : INWARDS;
    const offered = { ...pair, sdp: leg.sdp ?? "", ...TOWARDS.rtp, ...transcoding, ...inwards };
    const offer = sdpOf(await this.#request("offer", offered));
    if (!offer.ok) return offer;
    if (leg.mixer !== null) leg.mixer.found = { port: portsOf(offer.value)[0] ?? 0, events: eventsOf(offer.value) };
    const sdp = dummyAnswer(offer.value, codec, mirrored(leg.direction), port);
    return sdpOf(await this.#request("answer", { ...pair, sdp, ...TOWARDS[leg.kind] }));
  }

  /**
   * Joins two legs; the value is the SDP that `leg`'s endpoint would be answered with. The offer is made for
   * the one that speaks Opus: rtpengine numbers what it transcodes *to* by itself, and only the number of
   * Opus is not fixed by RFC 3551, so Opus must be on the side that brings its own number.
   */
  async #join(leg: Leg, peer: Leg): Promise<MediaResult<string>> {
    const [from, to] = peer.codec === "opus" && leg.codec !== "opus" ? [peer, leg] : [leg, peer];
    const pair = { "from-tag": from.tag, "to-tag": to.tag };
    const transcoding = from.codec === to.codec ? {} : { codec: { mask: [from.codec], transcode: [to.codec] } };
    const said = (one: Leg, other: Leg) =>
      other.direction === "sendrecv" ? (one.sdp ?? "") : withDirection(one.sdp ?? "", mirrored(other.direction));
    const offer = sdpOf(
      await this.#request("offer", { ...pair, sdp: said(from, to), ...TOWARDS[to.kind], ...transcoding }),
    );
    if (!offer.ok) return offer;
    const answer = sdpOf(await this.#request("answer", { ...pair, sdp: said(to, from), ...TOWARDS[from.kind] }));
    if (!answer.ok || from === leg) return answer;
    return { ok: true, value: reduceTo(offer.value, leg.codec) };
  }
}
