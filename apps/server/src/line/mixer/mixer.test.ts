import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import pino from "pino";
import { afterAll, afterEach, expect, it } from "vitest";
import { alawOf, linearOf } from "../../sound/alaw.ts";
import { RtpWriter, readRtp } from "../../sound/rtp.ts";
import { FRAME } from "./mix.ts";
import { Mixer } from "./mixer.ts";

const mixer = new Mixer({ log: pino({ level: "silent" }) });
const sockets: Socket[] = [];
const timers: NodeJS.Timeout[] = [];

afterEach(() => {
  for (const timer of timers.splice(0)) clearInterval(timer);
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => mixer.close());

/** In place of rtpengine: a port that says one value all along, and what it hears. */
async function end() {
  const socket = createSocket("udp4");
  sockets.push(socket);
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  socket.on("error", () => {});
  const { port } = socket.address();
  const says = (value: number, to: number) => {
    const writer = new RtpWriter(port, 0, 0);
    const say = () =>
      socket.send(
        writer.packet(FRAME, () => alawOf(value)),
        to,
        "127.0.0.1",
      );
    timers.push(setInterval(say, 20));
  };
  /** Resolves with the value that fills a packet, once it is one of these. */
  const hears = async (...values: readonly number[]): Promise<number> => {
    for (;;) {
      const [datagram] = await once(socket, "message", { signal: AbortSignal.timeout(5000) });
      const { payload = new Uint8Array() } = readRtp(datagram) ?? {};
      const [first = 0] = payload;
      if (payload.every((byte) => byte === first) && values.includes(linearOf(first))) return linearOf(first);
    }
  };
  return { port, says, hears };
}

it("hears each voice from rtpengine's port alone, and sends each ear its sum until it is shut", async () => {
  const conference = mixer.begin(() => {});
  const [a, b, stranger] = [await end(), await end(), await end()];
  const [one, two] = [await conference.open(), await conference.open()];
  stranger.says(4224, one.port);
  conference.connect(two, { port: b.port, events: null });
  conference.route([{ ear: two.stream, hears: [one.stream] }]);
  // What comes before rtpengine's port is known, or from another, is nobody's.
  for (let packet = 0; packet < 20; packet += 1) expect(await b.hears(4224, 8)).toBe(8);
  conference.connect(one, { port: a.port, events: null });
  a.says(1056, one.port);
  await b.hears(1056);
  for (let packet = 0; packet < 20; packet += 1) expect(await b.hears(4224, 1056, 5280)).toBe(1056);
  conference.shut(one);
  expect(await b.hears(8)).toBe(8);
  expect(mixer.figures).toMatchObject({ conferences: 1 });
  conference.end();
  conference.end();
  await expect(conference.open()).rejects.toThrow("over");
  expect(mixer.figures.conferences).toBe(0);
});

it("gives every port back, and tells what it has cost", async () => {
  const before = mixer.figures;
  const conference = mixer.begin(() => {});
  const streams = await Promise.all([conference.open(), conference.open(), conference.open()]);
  expect(new Set(streams.map(({ port }) => port)).size).toBe(3);
  conference.end();
  // The thread does one thing after the other: once it has opened another one, those before are shut.
  const next = mixer.begin(() => {});
  await next.open();
  for (const { port } of streams) {
    const socket = createSocket("udp4");
    sockets.push(socket);
    socket.bind(port, "127.0.0.1");
    await once(socket, "listening");
  }
  next.end();
  expect(mixer.figures.cpu).toBeGreaterThan(0);
  expect(mixer.figures.cpu).toBeGreaterThanOrEqual(before.cpu);
});

it("gives up a thread that hangs, tells its conferences, and gets another", async () => {
  const hangs = `
    require("node:worker_threads").parentPort.on("message", ({ type, stream }) => {
      require("node:worker_threads").parentPort.postMessage({ type: "opened", stream, port: 9 });
      if (type === "route") for (;;);
    });`;
  const hired: Worker[] = [];
  const hire = () => {
    const worker =
      hired.length === 0
        ? new Worker(hangs, { eval: true })
        : new Worker(new URL("./mixer-thread.ts", import.meta.url));
    hired.push(worker);
    return worker;
  };
  const own = new Mixer({ log: pino({ level: "silent" }), hire, lookEvery: 400 });
  const told: string[] = [];
  const broken = new Promise<void>((resolve) => {
    const conference = own.begin(() => {
      told.push("broken");
      resolve();
    });
    void conference.open().then(() => conference.route([]));
  });
  await broken;
  const [first] = hired;
  if (first !== undefined && first.threadId !== -1) await once(first, "exit");
  const next = own.begin(() => told.push("broken too"));
  const one = await next.open();
  expect([one.port > 9, hired.length, own.figures.conferences]).toEqual([true, 2, 1]);
  expect(told).toEqual(["broken"]);
  next.end();
  await own.close();
});
