import { closeSync, openSync, writeSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { type Ear, openEar } from "../sound/ear.ts";
import type { Answer, Order, Sides } from "./orders.ts";
import { type Side, Tape } from "./tape.ts";

/**
 * Hears and writes all recordings, on a thread of its own: neither sound nor a slow disk ever holds up a call.
 */
const port = parentPort;
if (port === null) throw new Error("This file runs as a worker.");

const EVERY = 100;
const tell = (answer: Answer) => port.postMessage(answer);

interface Running {
  readonly tape: Tape;
  readonly ears: Readonly<Record<Side, Ear>>;
  readonly file: number;
}
const running = new Map<string, Running>();

function listen(id: string, address: string, side: Side): Promise<Ear> {
  return openEar(
    address,
    (packet) => running.get(id)?.tape.hear(side, packet, performance.now()),
    (error) => fail(id, error),
  );
}

async function start({ id, address, path, head, key, serial }: Extract<Order, { type: "start" }>): Promise<void> {
  const ears: Ear[] = [];
  try {
    const agent = await listen(id, address, "agent");
    ears.push(agent);
    const customer = await listen(id, address, "customer");
    ears.push(customer);
    // Never over another recording, and for nobody else's eyes.
    const file = openSync(path, "wx", 0o600);
    writeSync(file, head);
    const tape = new Tape(Buffer.from(key), serial, performance.now(), (bytes) => void writeSync(file, bytes));
    running.set(id, { tape, ears: { agent, customer }, file });
    tell({ type: "started", id, agent: agent.port, customer: customer.port });
  } catch (error) {
    for (const ear of ears) ear.close();
    tell({ type: "failed", id, reason: error instanceof Error ? error.message : String(error) });
  }
}

function close(id: string): Running | null {
  const found = running.get(id);
  if (found === undefined) return null;
  running.delete(id);
  for (const ear of [found.ears.agent, found.ears.customer]) ear.close();
  return found;
}

function fail(id: string, error: unknown): void {
  const found = close(id);
  if (found === null) return;
  closeSync(found.file);
  found.tape.drop();
  tell({ type: "failed", id, reason: error instanceof Error ? error.message : String(error) });
}

/** A disk that is full, or gone, ends the recording that found out and no other. */
function guarded(id: string, work: (one: Running) => void): void {
  const one = running.get(id);
  if (one === undefined) return;
  try {
    work(one);
  } catch (error) {
    fail(id, error);
  }
}

function gate(id: string, from: Sides | null): void {
  guarded(id, ({ tape, ears }) => {
    ears.agent.hearFrom(from?.agent ?? null);
    ears.customer.hearFrom(from?.customer ?? null);
    tape.open(from !== null);
  });
}

function stop(id: string): void {
  guarded(id, ({ tape, file }) => {
    tape.finish(performance.now());
    close(id);
    closeSync(file);
    tell({ type: "ended", id, ...tape.extent });
  });
}

port.on("message", (order: Order) => {
  if (order.type === "start") void start(order);
  else if (order.type === "gate") gate(order.id, order.from);
  else if (order.type === "stop") stop(order.id);
  else {
    for (const id of [...running.keys()]) stop(id);
    clearInterval(timer);
    port.close();
  }
});

const timer = setInterval(() => {
  for (const id of [...running.keys()]) guarded(id, ({ tape }) => tape.advance(performance.now()));
}, EVERY);
