import { parentPort } from "node:worker_threads";
import { type Ear, openEar } from "../../sound/ear.ts";
import { Track } from "../../sound/track.ts";
import { Classifier } from "./classifier.ts";
import type { Answer, Order } from "./orders.ts";
import { FRAME } from "./tone.ts";

/** Listens to all who have just answered, on a thread of its own. */
const parent = parentPort;
if (parent === null) throw new Error("This file runs as a worker.");

const HERE = "127.0.0.1";
const FRAME_MS = 20;
/** Milliseconds that a packet may come late. */
const PATIENCE = 60;
const tell = (answer: Answer) => parent.postMessage(answer);

interface Listening {
  readonly track: Track;
  readonly ear: Ear;
  readonly classifier: Classifier;
  readonly began: number;
  frames: number;
}
const running = new Map<number, Listening>();
/** Those whose port is not open yet. */
const opening = new Set<number>();
let timer: NodeJS.Timeout | null = null;

async function begin({ id, timeout }: Extract<Order, { type: "begin" }>): Promise<void> {
  opening.add(id);
  const began = performance.now();
  const track = new Track();
  try {
    const ear = await openEar(
      HERE,
      (packet) => track.put(packet, performance.now() - began),
      (error) => fail(id, error),
    );
    if (!opening.delete(id)) {
      ear.close();
      return;
    }
    running.set(id, { track, ear, classifier: new Classifier(timeout), began, frames: 0 });
    timer ??= setInterval(advance, FRAME_MS);
    tell({ type: "begun", id, port: ear.port });
  } catch (error) {
    opening.delete(id);
    fail(id, error);
  }
}

function advance(): void {
  for (const [id, one] of running) {
    const due = Math.floor((performance.now() - one.began - PATIENCE) / FRAME_MS);
    while (one.frames < due) {
      one.frames += 1;
      const who = one.classifier.hear(one.track.read(FRAME));
      if (who === null) continue;
      end(id);
      tell({ type: "decided", id, who });
      break;
    }
  }
}

function end(id: number): void {
  running.get(id)?.ear.close();
  running.delete(id);
  if (running.size > 0 || timer === null) return;
  clearInterval(timer);
  timer = null;
}

function fail(id: number, error: unknown): void {
  end(id);
  tell({ type: "failed", id, reason: error instanceof Error ? error.message : String(error) });
}

parent.on("message", (order: Order) => {
  if (order.type === "begin") void begin(order);
  else if (order.type === "hear") running.get(order.id)?.ear.hearFrom(order.from);
  else if (order.type === "end") {
    opening.delete(order.id);
    end(order.id);
  } else {
    for (const id of [...running.keys()]) end(id);
    parent.close();
  }
});
