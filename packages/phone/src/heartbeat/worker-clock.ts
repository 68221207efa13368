import type { Clock } from "../core/clock.ts";
import type { FromWorker, ToWorker } from "./protocol.ts";

/**
 * The phone's clock: timers live in a worker, so that a tab in the background keeps its heartbeat, its registration and
 * its reconnection. Where no worker can be had (an old browser, a policy that forbids it) the page's own timers serve.
 */
export class WorkerClock implements Clock {
  readonly #callbacks = new Map<number, () => void>();
  readonly #pageTimers = new Map<number, ReturnType<typeof setTimeout>>();
  readonly #deadlines = new Map<number, number>();
  #worker: Worker | null;
  #next = 1;

  constructor(startWorker: () => Worker = startHeartbeatWorker) {
    this.#worker = this.#tryStart(startWorker);
  }

  /** Whether timers are safe from the throttling of background tabs. */
  get inWorker(): boolean {
    return this.#worker !== null;
  }

  now(): number {
    return Date.now();
  }

  random(): number {
    return Math.random();
  }

  after(duration: number, callback: () => void): () => void {
    const id = this.#next++;
    this.#callbacks.set(id, callback);
    this.#deadlines.set(id, this.now() + duration);
    this.#arm(id, duration);
    return () => this.#cancel(id);
  }

  close(): void {
    for (const timer of this.#pageTimers.values()) clearTimeout(timer);
    this.#pageTimers.clear();
    this.#callbacks.clear();
    this.#deadlines.clear();
    this.#worker?.terminate();
    this.#worker = null;
  }

  #arm(id: number, duration: number): void {
    if (this.#worker !== null) this.#worker.postMessage({ id, after: duration } satisfies ToWorker);
    else
      this.#pageTimers.set(
        id,
        setTimeout(() => this.#ring(id), duration),
      );
  }

  #cancel(id: number): void {
    if (!this.#callbacks.delete(id)) return;
    this.#deadlines.delete(id);
    this.#worker?.postMessage({ id, after: null } satisfies ToWorker);
    clearTimeout(this.#pageTimers.get(id));
    this.#pageTimers.delete(id);
  }

  #ring(id: number): void {
    const callback = this.#callbacks.get(id);
    this.#callbacks.delete(id);
    this.#deadlines.delete(id);
    this.#pageTimers.delete(id);
    callback?.();
  }

  #tryStart(startWorker: () => Worker): Worker | null {
    try {
      const worker = startWorker();
      worker.onmessage = (event: MessageEvent<FromWorker>) => this.#ring(event.data.id);
      // A policy (CSP) or a missing file shows only here, after timers may have been set.
      worker.onerror = () => this.#fallBack();
      return worker;
    } catch {
      return null;
    }
  }

  #fallBack(): void {
    this.#worker?.terminate();
    this.#worker = null;
    const now = this.now();
    for (const [id, deadline] of this.#deadlines) this.#arm(id, Math.max(0, deadline - now));
  }
}

function startHeartbeatWorker(): Worker {
  // Bundlers see this very form and emit the worker as a file of the same origin, as `worker-src 'self'` asks.
  return new Worker(new URL("./heartbeat-worker.ts", import.meta.url), { type: "module" });
}
