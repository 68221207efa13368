import { once } from "node:events";
import type { Acknowledgement } from "@belfry/contracts";
import { WebSocket } from "ws";

/** Enough to know an event by. */
const HEAD = 96;

/**
 * A Socket.IO client by hand (Engine.IO 4). It reads the head of a message, and the whole of it only when that is asked
 * for, so that thousands of them in one process cost little beside what is measured.
 */
export class HandSocket {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: Acknowledgement) => void>();
  readonly #admitted = Promise.withResolvers<void>();
  readonly #onEvent: (head: string, whole: () => string) => void;
  #next = 0;

  private constructor(socket: WebSocket, onEvent: (head: string, whole: () => string) => void) {
    this.#socket = socket;
    this.#onEvent = onEvent;
    // Whoever waits for an answer is told by the patience of the bench.
    socket.on("error", (error) => this.#admitted.reject(error));
    socket.on("message", (data) => {
      if (Buffer.isBuffer(data)) this.#heard(data);
    });
  }

  /** `onEvent` gets each event as it came: `["name",…]`, its beginning and all of it. Resolves when the server has admitted the connection. */
  static async open(
    url: string,
    headers: Readonly<Record<string, string>>,
    onEvent: (head: string, whole: () => string) => void,
  ): Promise<HandSocket> {
    const socket = new WebSocket(`${url}/?EIO=4&transport=websocket`, { headers, perMessageDeflate: false });
    const made = new HandSocket(socket, onEvent);
    await once(socket, "open");
    socket.send("40");
    await made.#admitted.promise;
    return made;
  }

  emit(event: string, value: unknown): void {
    this.#socket.send(`42${JSON.stringify([event, value])}`);
  }

  /** Rejects with the code of a refusal. */
  async ask(event: string, value: unknown): Promise<void> {
    const id = this.#next++;
    const answered = new Promise<Acknowledgement>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(`42${id}${JSON.stringify([event, value])}`);
    const answer = await answered;
    if (!answer.ok) throw new Error(`${event}: ${answer.error.code}`);
  }

  close(): void {
    this.#socket.close();
  }

  #heard(data: Buffer): void {
    const head = data.toString("utf8", 0, HEAD);
    if (head === "2") {
      this.#socket.send("3");
      return;
    }
    if (head.startsWith("42")) {
      this.#onEvent(head.slice(2), () => data.toString().slice(2));
      return;
    }
    const text = data.toString();
    if (text.startsWith("40")) this.#admitted.resolve();
    else if (text.startsWith("44")) this.#admitted.reject(new Error(`the server admits nobody: ${text}`));
    else if (text.startsWith("43")) {
      const from = text.indexOf("[");
      const [answer]: [Acknowledgement] = JSON.parse(text.slice(from));
      const id = Number(text.slice(2, from));
      this.#answers.get(id)?.(answer);
      this.#answers.delete(id);
    }
  }
}
