import { Worker } from "node:worker_threads";
import type { MixEar } from "@belfry/floor";
import pino from "pino";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { CallMix } from "./call-mix.ts";
import { MediaCall } from "./media/media-call.ts";
import type { MediaResult } from "./media/media-result.ts";
import { Mixer } from "./mixer/mixer.ts";
import { createNgClient, type NgClient } from "./rtpengine/ng-client.ts";
import { type Daemon, Daemons, daemonPorts } from "./testing/daemons.ts";
import { RtpEndpoint, type RtpEndpointOptions } from "./testing/rtp-endpoint.ts";

const ports = await daemonPorts();
const daemons = new Daemons(ports);
const log = pino({ level: "silent" });
const threads: Worker[] = [];
const hire = () => {
  const thread = new Worker(new URL("./mixer/mixer-thread.ts", import.meta.url));
  threads.push(thread);
  return thread;
};
const mixer = new Mixer({ log, hire });
/** Hz of agent, customer and supervisor. */
const A = 500;
const C = 700;
const S = 1000;
/** One sender, no packet missing. */
const WHOLE = { senders: 1, missing: 0 };
const EVENTS = ["a=rtpmap:101 telephone-event/8000", "a=fmtp:101 0-16"];
const OPUS = ["a=rtpmap:111 opus/48000/2", "a=rtpmap:110 telephone-event/48000"];
const PCMA = { formats: "8 101", maps: ["a=rtpmap:8 PCMA/8000", ...EVENTS] };
const open: { close(): void }[] = [];
let ng: NgClient;
let calls = 0;

let audio: Daemon;

beforeAll(async () => {
  audio = await daemons.startRtpengine();
  ng = createNgClient({ port: ports.internalPort + 3, log, onLost: () => {} });
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});
afterAll(async () => {
  await mixer.close();
  ng.close();
  await daemons.close();
});

function value<T>(result: MediaResult<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

async function endpoint(options: RtpEndpointOptions): Promise<RtpEndpoint> {
  const rtp = await RtpEndpoint.open(options);
  open.push(rtp);
  return rtp;
}

/** Agent (500 Hz) and customer (700 Hz) who are bridged, and a supervisor (1000 Hz); and what rtpengine is asked. */
async function scene(customers: RtpEndpointOptions = { ...PCMA, sends: C }) {
  calls += 1;
  const asked: string[] = [];
  const media = new MediaCall(
    `mix-${process.pid}-${calls}`,
    {
      request: (command, fields) => {
        const names = ["from-tag", "to-tag", "from-tags"].map((name) => fields[name] ?? "");
        asked.push([command, ...names].join(" ").trim());
        return ng.request(command, fields);
      },
    },
    () => {
      mix.end();
      told.push("lost");
    },
  );
  const called = async (leg: string, options: RtpEndpointOptions) => {
    const rtp = await endpoint(options);
    rtp.connect(value(await media.offerLeg(leg, "rtp", null)));
    value(await media.legAnswered(leg, rtp.sdp()));
    return rtp;
  };
  const agent = await called("agent", { ...PCMA, sends: A });
  const customer = await called("customer", customers);
  const supervisor = await called("supervisor", { ...PCMA, sends: S });
  value(await media.bridge("agent", "customer"));
  const told: string[] = [];
  const gone = new Set<string>();
  let waiting: (() => void)[] = [];
  const mix = new CallMix({
    media,
    mixer,
    log,
    isUp: (leg) => !gone.has(leg),
    tell: (what, number) => {
      told.push(`${what} ${number}`);
      for (const resume of waiting.splice(0)) resume();
    },
  });
  open.push({
    close: () => {
      mix.end();
      void media.release();
      waiting = [];
    },
  });
  const perform = (number: number, ears: readonly MixEar[]) =>
    mix.perform({ type: "call.mix", call: media.id, mix: number, ears });
  const outcome = async (): Promise<string> => {
    if (told.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    return told.shift() ?? "";
  };
  /** Everything that rtpengine was asked before is done. */
  const settled = () => media.stop("agent");
  return { media, mix, perform, outcome, asked, gone, told, settled, agent, customer, supervisor };
}

const LISTEN: readonly MixEar[] = [{ leg: "supervisor", hears: ["agent", "customer"] }];
const WHISPER: readonly MixEar[] = [
  ...LISTEN,
  { leg: "agent", hears: ["customer", "supervisor"] },
  { leg: "customer", hears: ["agent"] },
];
const THREE: readonly MixEar[] = [
  ...LISTEN,
  { leg: "agent", hears: ["customer", "supervisor"] },
  { leg: "customer", hears: ["agent", "supervisor"] },
];

describe("a mix in a call", () => {
  it("lets a supervisor listen, and touches nothing of those who talk but to hear them", async () => {
    const { perform, outcome, asked, settled, agent, customer, supervisor } = await scene();
    await agent.hearsJust([C], [A, S]);
    asked.length = 0;
    agent.forget();
    customer.forget();
    perform(1, LISTEN);
    expect(await outcome()).toBe("call.mixed 1");
    await supervisor.hearsJust([A, C], [S]);
    await Promise.all([agent.hearsJust([C], [A, S]), customer.hearsJust([A], [C, S])]);
    expect([agent.streams, customer.streams]).toEqual([WHOLE, WHOLE]);
    expect(supervisor.sources).toBe(1);
    perform(2, []);
    await settled();
    expect(mixer.figures.conferences).toBe(0);
    const others = asked.filter((line) => !line.includes("supervisor"));
    expect(others.map((line) => line.replace(/ [0-9a-f]+$/, "").trim())).toEqual([
      "subscribe request   agent",
      "subscribe answer",
      "subscribe request   customer",
      "subscribe answer",
      "unsubscribe",
      "unsubscribe",
    ]);
    supervisor.forget();
    agent.forget();
    await agent.hearsJust([C], [A, S]);
    expect(supervisor.packets).toBe(0);
  });

  it("goes from listening to whispering to all three and back, without a break for those who stay ears", async () => {
    const { perform, outcome, mix, media, told, agent, customer, supervisor } = await scene();
    perform(1, LISTEN);
    expect(await outcome()).toBe("call.mixed 1");
    await supervisor.hearsJust([A, C], [S]);
    supervisor.forget();
    perform(2, WHISPER);
    expect(await outcome()).toBe("call.mixed 2");
    await Promise.all([
      supervisor.hearsJust([A, C], [S]),
      agent.hearsJust([C, S], [A]),
      customer.hearsJust([A], [C, S]),
    ]);
    for (const ear of [agent, customer]) ear.forget();
    perform(3, THREE);
    expect(await outcome()).toBe("call.mixed 3");
    await Promise.all([
      supervisor.hearsJust([A, C], [S]),
      agent.hearsJust([C, S], [A]),
      customer.hearsJust([A, S], [C]),
    ]);
    expect([agent.streams, customer.streams]).toEqual([WHOLE, WHOLE]);
    // Back to listening: the two are bridged again, in the order of the effects.
    for (const leg of ["agent", "customer"]) expect(mix.leave(leg)).toBe(true);
    const bridging = media.bridge("agent", "customer");
    perform(4, LISTEN);
    value(await bridging);
    expect(await outcome()).toBe("call.mixed 4");
    await Promise.all([
      supervisor.hearsJust([A, C], [S]),
      agent.hearsJust([C], [A, S]),
      customer.hearsJust([A], [C, S]),
    ]);
    expect(supervisor.streams).toEqual(WHOLE);
    // The same in so many words changes nothing.
    perform(5, LISTEN);
    expect(await outcome()).toBe("call.mixed 5");
    supervisor.forget();
    await supervisor.hearsJust([A, C], [S]);
    expect(told).toEqual([]);
  });

  it.each([
    ["PCMU", { formats: "0 101", maps: ["a=rtpmap:0 PCMU/8000", ...EVENTS] }],
    ["opus", { formats: "111 101", maps: ["a=rtpmap:111 opus/48000/2", ...EVENTS] }],
  ])("carries an ear that speaks %s, both ways", async (codec, spoken) => {
    // This one says back whatever it hears.
    const { perform, outcome, media, asked, settled, supervisor } = await scene({ ...spoken, sends: "echo" });
    expect(media.codecOf("customer")).toBe(codec);
    perform(1, [
      { leg: "supervisor", hears: ["customer"] },
      { leg: "customer", hears: ["supervisor"] },
    ]);
    expect(await outcome()).toBe("call.mixed 1");
    await supervisor.hearsJust([S], [A]);
    expect(supervisor.streams.senders).toBe(1);
    // Who is left by the one it was bridged with is parked; each ear costs two requests.
    await settled();
    expect(asked.slice(-6)).toEqual([
      ...["offer agent d-agent", "answer agent d-agent"],
      ...["offer customer d-customer", "answer customer d-customer"],
      ...["offer supervisor d-supervisor", "answer supervisor d-supervisor"],
    ]);
  });

  it.each([
    ["PCMA", PCMA],
    ["PCMU", { formats: "0 101", maps: ["a=rtpmap:0 PCMU/8000", ...EVENTS] }],
    ["opus", { formats: "111 110 101", maps: [...OPUS, ...EVENTS] }],
  ])("passes keys on to those who hear who pressed them, and to nobody else: to %s", async (_codec, spoken) => {
    const { perform, outcome, agent, customer, supervisor } = await scene({ ...spoken, sends: null });
    perform(1, WHISPER);
    expect(await outcome()).toBe("call.mixed 1");
    await supervisor.hearsJust([A], [S]);
    for (const one of [agent, customer, supervisor]) one.forget();
    for (const key of "552#") agent.press(key);
    supervisor.press("9");
    await customer.until(() => customer.keys === "552#", "four keys");
    await agent.until(() => agent.keys === "9", "the supervisor's key");
    await supervisor.hearsJust([A], [S]);
    expect([agent.keys, customer.keys, supervisor.keys]).toEqual(["9", "552#", "552#"]);
    expect([agent, customer, supervisor].map(({ streams }) => streams.senders)).toEqual([1, 1, 1]);
  });

  it("takes no sound from elsewhere for a leg's, neither bridged nor in a mix", async () => {
    const { perform, outcome, agent, customer, supervisor } = await scene();
    await Promise.all([agent.hearsJust([C], [A, S]), customer.hearsJust([A], [C, S])]);
    // Knows rtpengine's port for the customer, and speaks louder than anybody.
    const stranger = await endpoint({ ...PCMA, sends: 1500 });
    stranger.join(customer);
    // rtpengine looks for three seconds for who may be meant, and then takes the one who is where it said to be.
    await agent.hears(1500);
    await agent.hearsJust([C], [A, S, 1500]);
    agent.forget();
    await agent.hearsJust([C], [A, S, 1500]);
    expect(agent.streams).toEqual(WHOLE);
    perform(1, THREE);
    expect(await outcome()).toBe("call.mixed 1");
    for (const one of [agent, supervisor]) one.forget();
    await Promise.all([agent.hearsJust([C, S], [A, 1500]), supervisor.hearsJust([A, C], [S, 1500])]);
    // It may be the first to be heard after a change, until the customer's next packet.
    expect(stranger.packets).toBeLessThan(5);
  });

  it("goes on without a leg that is over, and ends with its last ear", async () => {
    const { perform, outcome, mix, media, gone, asked, agent, supervisor } = await scene();
    perform(1, THREE);
    expect(await outcome()).toBe("call.mixed 1");
    await supervisor.hearsJust([A, C], [S]);
    gone.add("customer");
    mix.lose("customer");
    value(await media.removeLeg("customer"));
    await Promise.all([supervisor.hearsJust([A], [C, S]), agent.hearsJust([S], [A, C])]);
    expect(mix.leave("customer")).toBe(false);
    gone.add("agent");
    mix.lose("agent");
    value(await media.removeLeg("agent"));
    await supervisor.hearsJust([], [A, C, S]);
    expect(mixer.figures.conferences).toBe(1);
    asked.length = 0;
    mix.leave("supervisor");
    expect(mixer.figures.conferences).toBe(0);
    // Whoever takes an ear away says what it hears instead.
    expect(asked).toEqual([]);
  });

  it("parks an ear that the next mix does not name, and keeps one whose endpoint changes the session", async () => {
    const { perform, outcome, media, asked, settled, customer, supervisor } = await scene();
    perform(1, THREE);
    expect(await outcome()).toBe("call.mixed 1");
    await customer.hearsJust([A, S], [C]);
    expect(value(await media.renegotiate("supervisor", supervisor.sdp("sendonly")))).toContain("a=recvonly");
    expect(value(await media.renegotiate("supervisor", supervisor.sdp()))).toContain("a=sendrecv");
    supervisor.forget();
    await supervisor.hearsJust([A, C], [S]);
    asked.length = 0;
    perform(2, [
      { leg: "supervisor", hears: ["agent"] },
      { leg: "agent", hears: ["supervisor"] },
    ]);
    expect(await outcome()).toBe("call.mixed 2");
    await settled();
    expect(asked).toEqual(["offer customer d-customer", "answer customer d-customer"]);
    await supervisor.hearsJust([A], [C, S]);
    customer.forget();
    supervisor.forget();
    await supervisor.hearsJust([A], [C, S]);
    expect(customer.packets).toBe(0);
  });

  it.each([
    ["PCMA", PCMA],
    ["opus", { formats: "111 101", maps: ["a=rtpmap:111 opus/48000/2", ...EVENTS] }],
  ])("holds nothing of a leg that is muted and speaks %s", async (_codec, spoken) => {
    // This one says back whatever it hears.
    const { perform, outcome, media, supervisor } = await scene({ ...spoken, sends: "echo" });
    perform(1, [
      { leg: "supervisor", hears: ["customer"] },
      { leg: "customer", hears: ["supervisor"] },
    ]);
    expect(await outcome()).toBe("call.mixed 1");
    await supervisor.hearsJust([S], []);
    value(await media.mute("customer", true));
    await supervisor.hearsJust([], [S]);
    value(await media.mute("customer", false));
    await supervisor.hearsJust([S], []);
  });

  it("of which only the last one counts when several are asked for at once", async () => {
    const { perform, outcome, told, customer, agent } = await scene();
    perform(1, LISTEN);
    perform(2, THREE);
    perform(3, []);
    perform(4, THREE);
    perform(5, WHISPER);
    expect(await outcome()).toBe("call.mixed 5");
    await Promise.all([customer.hearsJust([A], [C, S]), agent.hearsJust([C, S], [A])]);
    expect([told, mixer.figures.conferences]).toEqual([[], 1]);
  });

  it("fails at once when the mixer dies, and the next one gets another thread", async () => {
    const { perform, outcome, agent } = await scene();
    perform(1, THREE);
    expect(await outcome()).toBe("call.mixed 1");
    await agent.hearsJust([C, S], [A]);
    await threads.at(-1)?.terminate();
    expect(await outcome()).toBe("call.mixFailed 1");
    expect(mixer.figures.conferences).toBe(0);
    perform(2, THREE);
    expect(await outcome()).toBe("call.mixed 2");
    agent.forget();
    await agent.hearsJust([C, S], [A]);
  });

  it("fails when nobody is there to hear it, and is over with the call when rtpengine has lost it", async () => {
    const { perform, outcome, media, gone, told, settled } = await scene();
    gone.add("supervisor");
    perform(1, LISTEN);
    expect(await outcome()).toBe("call.mixFailed 1");
    gone.clear();
    perform(2, [{ leg: "supervisor", hears: ["agent"] }]);
    expect(await outcome()).toBe("call.mixed 2");
    await ng.request("delete", { "call-id": media.id, "delete-delay": 0 });
    perform(3, LISTEN);
    await vi.waitUntil(() => told.length > 0);
    await settled();
    expect([told, mixer.figures.conferences]).toEqual([["lost"], 0]);
    expect(await ng.request("query", { "call-id": media.id })).toMatchObject({ ok: false });
  });

  it("takes no more ports however often somebody listens, holds and is transferred", async () => {
    const { perform, outcome, mix, media, agent, customer, supervisor } = await scene();
    const recorded = await endpoint({ ...PCMA, sends: null });
    const other = await endpoint({ ...PCMA, sends: null });
    const round = async (number: number) => {
      const both = value(await media.listen(["agent", "customer"], [recorded.port, other.port]));
      perform(number, LISTEN);
      expect(await outcome()).toBe(`call.mixed ${number}`);
      // A port that serves again serves another leg than before.
      perform(number + 1, [{ leg: "supervisor", hears: number % 4 === 1 ? ["customer"] : ["agent"] }]);
      expect(await outcome()).toBe(`call.mixed ${number + 1}`);
      value(await media.unlisten(both.id));
      const turned = value(await media.listen(["customer", "agent"], [recorded.port, other.port]));
      perform(number + 2, THREE);
      expect(await outcome()).toBe(`call.mixed ${number + 2}`);
      for (const leg of ["agent", "customer"]) mix.leave(leg);
      value(await media.bridge("agent", "customer"));
      perform(number + 3, []);
      value(await media.unlisten(turned.id));
    };
    await round(1);
    const sockets = audio.sockets();
    for (let number = 5; number < 41; number += 4) await round(number);
    expect(audio.sockets()).toBe(sockets);
    for (const one of [agent, customer, supervisor, recorded, other]) one.forget();
    perform(41, LISTEN);
    value(await media.listen(["customer", "agent"], [recorded.port, other.port]));
    await Promise.all([
      supervisor.hearsJust([A, C], [S]),
      agent.hearsJust([C], [A, S]),
      customer.hearsJust([A], [C, S]),
      recorded.hearsJust([C], [A, S]),
      other.hearsJust([A], [C, S]),
    ]);
  });
});
