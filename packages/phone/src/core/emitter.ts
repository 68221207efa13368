import { guarded } from "./guarded.ts";

type Handlers<Events> = { [E in keyof Events]?: Set<(payload: Events[E]) => void> };

/** Typed events. A handler that throws is reported to the page's own error handling and stops nobody else. */
export class Emitter<Events> {
  #handlers: Handlers<Events> = {};

  on<E extends keyof Events>(event: E, handler: (payload: Events[E]) => void): () => void {
    const handlers: Set<(payload: Events[E]) => void> = this.#handlers[event] ?? new Set();
    this.#handlers[event] = handlers;
    handlers.add(handler);
    return () => handlers.delete(handler);
  }

  emit<E extends keyof Events>(event: E, payload: Events[E]): void {
    for (const handler of [...(this.#handlers[event] ?? [])]) {
      guarded(() => handler(payload));
    }
  }

  clear(): void {
    this.#handlers = {};
  }
}
