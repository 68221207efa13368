import type { LineEffect, LineInput, MixEar } from "@belfry/floor";
import { createUserAgent, type Flow, type UserAgent, type UserAgentEvent } from "@belfry/sip";
import fc from "fast-check";
import pino from "pino";
import { expect, it } from "vitest";
import type { CallContext } from "./line-call.ts";
import { LineCall } from "./line-call.ts";
import type { MixConference } from "./mixer/mixer.ts";
import type { NgResult } from "./rtpengine/ng-client.ts";
import { DEAF, TestDirectory } from "./testing/line-bench.ts";

const ID = "call";
const SDP = [
  ...["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"],
  ...["m=audio 4000 RTP/AVP 8", "a=rtpmap:8 PCMA/8000", ""],
].join("\r\n");
const CONTENT = { contentType: "application/sdp", body: SDP };
const uri = (user: string) =>
  ({ scheme: "sip", user, password: null, host: "127.0.0.1", port: null, params: {}, headers: null }) as const;
const nameAddr = (user: string) => ({ display: null, uri: uri(user), params: {} });

/** Knows what of it is in use, and can be made to die. */
class LentMixer {
  readonly #conferences = new Map<object, () => void>();
  #streams = 0;
  readonly mistakes: string[] = [];

  get conferences(): number {
    return this.#conferences.size;
  }

  begin(broken: () => void): MixConference {
    const open = new Set<number>();
    const conference: MixConference = {
      open: async () => {
        await turn();
        if (!this.#conferences.has(conference)) throw new Error("the conference is over");
        this.#streams += 1;
        open.add(this.#streams);
        return { stream: this.#streams, port: 5000 };
      },
      connect: ({ stream }) => this.#expect(open.has(stream), "connects a stream that is shut"),
      route: (routes) => {
        const routed = routes.flatMap(({ ear, hears }) => [ear, ...hears]);
        this.#expect(
          routed.every((stream) => open.has(stream)),
          "routes a stream that is shut",
        );
      },
      shut: ({ stream }) => this.#expect(open.delete(stream), "shuts a stream twice"),
      end: () => this.#conferences.delete(conference),
    };
    this.#conferences.set(conference, broken);
    return conference;
  }

  #expect(holds: boolean, otherwise: string): void {
    if (!holds) this.mistakes.push(otherwise);
  }

  die(): void {
    const dead = [...this.#conferences.values()];
    this.#conferences.clear();
    for (const broken of dead) broken();
  }
}

/** Everything that a call needs of the world, in the hands of a test: time, the wire both ways, and rtpengine. */
class World {
  now = 1_000_000;
  readonly told: LineInput[] = [];
  readonly wanted: string[] = [];
  readonly claimed = new Set<string>();
  readonly #alarms = new Set<{ readonly at: number; readonly callback: () => void }>();
  readonly #asked: ((result: NgResult) => void)[] = [];
  readonly #wire: { readonly to: "ours" | "theirs"; readonly data: Uint8Array }[] = [];
  /** INVITE usages of the other side that are up or coming up, and those that wait for its answer. */
  readonly theirCalls = new Set<string>();
  readonly ringing: string[] = [];
  readonly ours = agent(5060);
  readonly theirs = agent(5070);
  readonly call: LineCall;
  readonly mixer = new LentMixer();
  #legs = 0;
  #mixes = 0;
  #done = false;
  #accepted = false;

  constructor() {
    const directory = new TestDirectory();
    directory.outbound = {
      ...{ host: "carrier.example", address: "127.0.0.1", port: 5070, transport: "udp" },
      ...{ credentials: null, callerId: null },
    };
    const context: CallContext = {
      recorder: DEAF,
      mixer: this.mixer,
      detector: { begin: () => Promise.reject(new Error("nobody listens here")) },
      sip: { act: (work) => this.#act(work) },
      ng: {
        request: (command) => {
          this.wanted.push(command);
          return new Promise((resolve) => this.#asked.push(resolve));
        },
      },
      clock: {
        now: () => this.now,
        at: (at, callback) => {
          const alarm = { at, callback };
          this.#alarms.add(alarm);
          return () => this.#alarms.delete(alarm);
        },
      },
      directory,
      prompts: { playlist: () => ({ files: ["a.wav"], endless: null }), duration: async () => 500 },
      claim: (sip, call) => (call === null ? this.claimed.delete(sip) : this.claimed.add(sip)),
      onInput: (_organisation, input) => this.told.push(input),
    };
    this.call = new LineCall(ID, "organisation", context, pino({ level: "silent" }));
    this.theirs.invite(
      {
        call: "caller",
        target: uri("us"),
        from: nameAddr("c"),
        to: nameAddr("us"),
        headers: [],
        content: CONTENT,
        credentials: null,
      },
      this.now,
    );
    this.theirCalls.add("caller");
    this.#pump();
    this.deliver();
  }

  get alarms(): number {
    return this.#alarms.size;
  }

  perform(effect: LineEffect): void {
    if (!this.#done) this.call.perform(effect);
  }

  callOut(toAgent: boolean): void {
    const leg = `leg-${++this.#legs}`;
    if (toAgent)
      this.perform({
        type: "leg.callAgent",
        call: ID,
        leg,
        agent: "agent-1",
        autoAnswer: true,
        why: "offer",
        towards: "caller",
        caller: null,
        timeout: 20_000,
      });
    else
      this.perform({ type: "leg.callNumber", call: ID, leg, number: "+31207654321", callerId: null, timeout: 20_000 });
  }

  /** As the floor does: once. */
  accept(): void {
    if (!this.#accepted) this.perform({ type: "leg.accept", call: ID, leg: "caller" });
    this.#accepted = true;
  }

  mix(ears: readonly MixEar[]): void {
    this.#mixes += 1;
    this.perform({ type: "call.mix", call: ID, mix: this.#mixes, ears });
  }

  leg(n: number): string {
    return n % (this.#legs + 1) === 0 ? "caller" : `leg-${n % (this.#legs + 1)}`;
  }

  /** rtpengine does the oldest thing that it was asked, or does not. */
  media(ok: boolean): void {
    const failed = { kind: "timeout", reason: "no answer" } as const;
    this.#asked.shift()?.(
      ok ? { ok, reply: { result: "ok", sdp: SDP, "to-tag": "subscription" } } : { ok, failure: failed },
    );
  }

  /** rtpengine has deleted the call, for want of ports. */
  loseMedia(): void {
    const failure = { kind: "refused", reason: "Ran out of ports" } as const;
    this.#asked.shift()?.({ ok: false, failure });
  }

  deliver(): boolean {
    const next = this.#wire.shift();
    if (next === undefined) return false;
    (next.to === "ours" ? this.ours : this.theirs).receive(
      next.data,
      flowTo(next.to === "ours" ? 5070 : 5060),
      this.now,
    );
    this.#pump();
    return true;
  }

  they(work: (agent: UserAgent, now: number) => void): void {
    work(this.theirs, this.now);
    this.#pump();
  }

  release(): void {
    this.#done = true;
    this.call.release();
    this.call.release();
  }

  pass(duration: number): void {
    // Nothing is on its way for longer than this.
    while (this.deliver());
    const end = this.now + duration;
    for (;;) {
      const alarm = [...this.#alarms].toSorted((a, b) => a.at - b.at)[0];
      const at = Math.min(alarm?.at ?? end, this.ours.wakeAt() ?? end, this.theirs.wakeAt() ?? end, end);
      this.now = Math.max(this.now, at);
      if (alarm !== undefined && alarm.at <= this.now) {
        this.#alarms.delete(alarm);
        alarm.callback();
      }
      for (const one of [this.ours, this.theirs]) one.wake(this.now);
      this.#pump();
      if (at >= end) return;
    }
  }

  /** Whatever is on its way arrives. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      await turn();
      while (this.deliver()) quiet = 0;
      while (this.#asked.length > 0) {
        quiet = 0;
        this.media(true);
        await turn();
      }
    }
  }

  #act(work: (agent: UserAgent, now: number) => void): void {
    work(this.ours, this.now);
    this.#pump();
  }

  #pump(): void {
    for (let output = this.ours.poll(); output !== null; output = this.ours.poll())
      if (output.kind === "send") this.#wire.push({ to: "theirs", data: output.data });
      else this.#ourEvent(output.event);
    for (let output = this.theirs.poll(); output !== null; output = this.theirs.poll())
      if (output.kind === "send") this.#wire.push({ to: "ours", data: output.data });
      else this.#theirEvent(output.event);
  }

  #ourEvent(event: UserAgentEvent): void {
    if (event.type === "invite") this.call.arrive("caller", event.call, event.request, "rtp");
    else if ("call" in event && this.claimed.has(event.call)) this.call.event(event);
  }

  #theirEvent(event: UserAgentEvent): void {
    if (event.type === "invite") {
      this.theirCalls.add(event.call);
      this.ringing.push(event.call);
    } else if (event.type === "refused" || event.type === "cancelled" || event.type === "ended")
      this.theirCalls.delete(event.call);
  }
}

function flowTo(port: number): Flow {
  return { transport: "tcp", host: "127.0.0.1", port, connection: "edge" };
}

let tokens = 0;
function agent(port: number): UserAgent {
  const outbound = flowTo(port === 5060 ? 5070 : 5060);
  const randomToken = () => `${++tokens}`.padStart(24, "0");
  return createUserAgent({
    host: "127.0.0.1",
    port,
    transport: "tcp",
    outbound,
    userAgent: "x",
    randomToken,
    maxOpenInvites: 99,
  });
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

interface Act {
  readonly kind: number;
  readonly n: number;
  readonly m: number;
}

async function act(world: World, { kind, n, m }: Act): Promise<void> {
  const leg = world.leg(n);
  const usage = [...world.theirCalls][n % Math.max(1, world.theirCalls.size)] ?? "";
  if (kind < 6) world.callOut(n % 2 === 0);
  else if (kind < 20) for (let left = 1 + (m % 4); left > 0; left -= 1) world.deliver();
  else if (kind < 34) world.media(m % 8 !== 0);
  else if (kind < 40) world.accept();
  else if (kind < 50) world.they((agent, now) => agent.accept(world.ringing.shift() ?? "", CONTENT, [], now));
  else if (kind < 53) world.they((agent, now) => agent.reject(world.ringing.shift() ?? "", 486, null, [], now));
  else if (kind < 56) world.they((agent, now) => agent.bye(usage, null, now));
  else if (kind < 58) world.they((agent, now) => agent.cancel("caller", null, now));
  else if (kind < 61) world.they((agent, now) => agent.reinvite(usage, `re-${n}-${m}`, CONTENT, now));
  else if (kind < 70) world.perform({ type: "leg.bridge", call: ID, bridge: m, a: leg, b: world.leg(m) });
  else if (kind < 73) world.perform({ type: "leg.park", call: ID, leg });
  else if (kind < 78)
    // biome-ignore lint/suspicious/noThenProperty: the floor's effect is data, nobody awaits it.
    world.perform({ type: "leg.play", call: ID, leg, play: m, language: "en", items: [], then: "end" });
  else if (kind < 86) world.perform({ type: "leg.hangUp", call: ID, leg, cause: m % 2 === 0 ? "normal" : "cancelled" });
  else if (kind < 90) world.pass(m * 30);
  else if (kind < 96) {
    const others = [world.leg(m), world.leg(n + m)].filter((other) => other !== leg);
    const ears = [
      { leg, hears: others },
      ...(m % 2 === 0 ? others.map((other) => ({ leg: other, hears: [leg] })) : []),
    ];
    world.mix(m % 7 === 0 ? [] : ears);
    if (m % 5 < 2) await world.settle();
  } else if (kind < 97) world.mixer.die();
  else world.loseMedia();
  await turn();
}

/** The last: an accept that crosses the news of the end gets the same news. */
const STORIES = ["leg.answered", "leg.answered,leg.ended", "leg.failed", "leg.failed,leg.failed"];

/** The caller and an outside line are up, so that what follows finds legs to bridge and to cut off. */
async function bothUp(world: World): Promise<void> {
  world.accept();
  world.callOut(false);
  await world.settle();
  world.they((agent, now) => agent.accept(world.ringing.shift() ?? "", CONTENT, [], now));
  await world.settle();
}

/** No two legs are told to hear one another when the end of one was told before. */
function bridgedTooLate(told: readonly LineInput[]): LineInput[] {
  const over = new Set<string>();
  return told.filter((input) => {
    if (input.type === "leg.ended" || input.type === "leg.failed") over.add(input.leg);
    return input.type === "leg.bridged" && (over.has(input.a) || over.has(input.b));
  });
}

/** What the floor was told of each leg, in order. */
function stories(told: readonly LineInput[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const input of told)
    if (input.type === "leg.answered" || input.type === "leg.failed" || input.type === "leg.ended")
      found.set(input.leg, [...(found.get(input.leg) ?? []), input.type]);
  return found;
}

const acts = fc.array(fc.record({ kind: fc.nat(97), n: fc.nat(9), m: fc.nat(999) }), { maxLength: 60, size: "max" });

it("tells one end of every leg, and leaves nothing behind, whatever crosses what", { timeout: 60_000 }, async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(acts, fc.boolean(), async (script, talking) => {
      const world = new World();
      if (talking) await bothUp(world);
      for (const each of script) await act(world, each);
      const before = world.told.length;
      world.release();
      expect([world.alarms, [...world.claimed], world.mixer.conferences]).toEqual([0, [], 0]);
      expect(world.mixer.mistakes).toEqual([]);
      await world.settle();
      expect(world.alarms).toBe(0);
      // A line that was slow to say goodbye has the time that SIP gives it (RFC 3261, timers B and H).
      for (let turns = 0; turns < 4; turns += 1) {
        world.pass(40_000);
        await world.settle();
      }
      expect(world.told.slice(before)).toEqual([]);
      for (const input of world.told) seen.add(input.type);
      const mixes = world.told.flatMap((input) => ("mix" in input ? [`${input.type} ${input.mix}`] : []));
      expect(new Set(mixes).size).toBe(mixes.length);
      expect(bridgedTooLate(world.told)).toEqual([]);
      const lost = world.told.findIndex(({ type }) => type === "call.mediaLost");
      const after = lost < 0 ? [] : world.told.slice(lost + 1).map(({ type }) => type);
      expect(after).not.toContain("call.mediaLost");
      expect(after).not.toContain("leg.bridged");
      for (const [leg, story] of stories(world.told))
        expect([leg, STORIES.includes(story.join())]).toEqual([leg, true]);
      expect(world.theirs.save()).toMatchObject({ calls: [] });
      expect(world.ours.save()).toMatchObject({ calls: [] });
      expect(world.wanted.at(-1)).toBe("delete");
      expect(world.wanted.filter((command) => command === "delete")).toHaveLength(1);
    }),
    { numRuns: 150, seed: 7 },
  );
  // The worlds were no idle ones.
  const outcomes = ["leg.bridged", "leg.bridgeFailed", "leg.played", "call.mixed", "call.mixFailed", "call.mediaLost"];
  for (const type of ["leg.answered", "leg.ended", "leg.failed", ...outcomes]) expect(seen).toContain(type);
});

it.each(["call.mix", "leg.bridge"])(
  "tells that the audio is lost when rtpengine gives up the call at a %s",
  async (what) => {
    const world = new World();
    await bothUp(world);
    world.told.length = 0;
    if (what === "call.mix") world.mix([{ leg: "caller", hears: ["leg-1"] }]);
    else world.perform({ type: "leg.bridge", call: ID, bridge: 9, a: "caller", b: "leg-1" });
    for (let turns = 0; turns < 5; turns += 1) await turn();
    const before = world.wanted.length;
    world.loseMedia();
    await world.settle();
    const types = world.told.map(({ type }) => type);
    expect(types[0]).toBe("call.mediaLost");
    expect(types).not.toContain("call.mixFailed");
    expect(types.filter((type) => type === "call.mediaLost")).toHaveLength(1);
    // Nothing more is asked: an offer would begin another call with this one's name.
    expect(world.wanted.slice(before)).toEqual([]);
    expect(world.mixer.conferences).toBe(0);
    world.release();
  },
);
