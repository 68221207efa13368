import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { parentPort } from "node:worker_threads";
import { readRtp } from "../../sound/rtp.ts";
import { Conference } from "./conference.ts";
import { Metronome } from "./metronome.ts";
import type { Answer, Order } from "./orders.ts";

/** Mixes all conferences by one clock, on a thread of its own: what else the server does is not heard in the sound. */
const parent = parentPort;
if (parent === null) throw new Error("This file runs as a worker.");

const HERE = "127.0.0.1";
/** Milliseconds between two reports of what it costs. */
const REPORT = 1000;
const random = () => randomInt(2 ** 32);
const tell = (answer: Answer) => parent.postMessage(answer);

const conferences = new Map<number, Conference>();
const sockets = new Map<number, Socket>();
/** rtpengine's ends of the streams that have one: what comes from there is taken, and there may be sent. */
const connected = new Map<number, Pick<Extract<Order, { type: "connect" }>, "port" | "events">>();
const metronome = new Metronome();
let timer: NodeJS.Timeout | null = null;
let reported = 0;

function open(conference: number, stream: number): void {
  const found = conferences.get(conference) ?? new Conference(random);
  conferences.set(conference, found);
  found.add(stream);
  const socket = createSocket({ type: "udp4", recvBufferSize: 1 << 16 });
  sockets.set(stream, socket);
  // What rtpengine refuses (ECONNREFUSED) it has closed already; a port that cannot be opened is told.
  socket.once("error", (error) => tell({ type: "failed", stream, reason: error.message }));
  socket.on("error", () => {});
  socket.on("message", (datagram, from) => {
    const end = connected.get(stream);
    // What was in the socket's queue before it was connected may be anybody's.
    if (end === undefined || from.port !== end.port || from.address !== HERE) return;
    const packet = readRtp(datagram);
    if (packet !== null) found.hear(stream, packet);
    const key = end.events === null ? null : readRtp(datagram, end.events);
    if (key !== null) found.press(stream, key);
  });
  socket.bind(0, HERE, () => {
    if (sockets.get(stream) === socket) tell({ type: "opened", stream, port: socket.address().port });
  });
  metronome.start(performance.now());
  timer ??= setTimeout(run, 0);
}

function connect({ conference, stream, port, events }: Extract<Order, { type: "connect" }>): void {
  const socket = sockets.get(stream);
  socket?.connect(port, HERE, () => {
    if (sockets.get(stream) !== socket) return;
    connected.set(stream, { port, events });
    conferences.get(conference)?.understand(stream, events);
  });
}

function shut(stream: number): void {
  sockets.get(stream)?.close();
  sockets.delete(stream);
  connected.delete(stream);
}

function end(conference: number): void {
  for (const stream of conferences.get(conference)?.streams ?? []) shut(stream);
  conferences.delete(conference);
  if (conferences.size > 0) return;
  metronome.stop();
  if (timer !== null) clearTimeout(timer);
  timer = null;
  report();
}

function send(stream: number, packet: Buffer): void {
  if (connected.has(stream)) sockets.get(stream)?.send(packet);
}

function run(): void {
  const now = performance.now();
  for (let beats = metronome.due(now); beats > 0; beats -= 1) {
    for (const conference of conferences.values()) conference.beat(send);
  }
  if (now - reported > REPORT) report();
  timer = setTimeout(run, metronome.wait(performance.now()) ?? REPORT);
}

function report(): void {
  reported = performance.now();
  const { user, system } = process.threadCpuUsage();
  tell({
    type: "figures",
    figures: { conferences: conferences.size, lateBeats: metronome.late, cpu: (user + system) / 1000 },
  });
}

parent.on("message", (order: Order) => {
  switch (order.type) {
    case "open":
      open(order.conference, order.stream);
      return;
    case "connect":
      connect(order);
      return;
    case "route":
      conferences.get(order.conference)?.route(order.routes);
      return;
    case "shut":
      conferences.get(order.conference)?.remove(order.stream);
      shut(order.stream);
      return;
    case "end":
      end(order.conference);
      return;
    case "close":
      for (const conference of [...conferences.keys()]) end(conference);
      parent.close();
  }
});
