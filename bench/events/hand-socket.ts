import { once } from "node:events";
import type { Acknowledgement } from "@belfry/contracts";
import { WebSocket } from "ws";

/**
 * A Socket.IO client by hand (Engine.IO 4). It parses nothing but what is asked for, so that thousands of them in one
 * process cost little beside what is measured.
 */
export class HandSocket {
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: Acknowledgement) => void>();
  readonly #admitted = Promise.withResolvers<void>();
  readonly #onEvent: (event: string) => void;
  #next = 0;

  private constructor(socket: WebSocket, onEvent: (event: string) => void) {
    this.#socket = socket;
    this.#onEvent = onEvent;
    socket.on("message", (data) => this.#heard(data.toString()));
  }

  /** `onEvent` gets each event as it came: `["name",…]`. Resolves when the server has admitted the connection. */
  static async open(
    url: string,
    headers: Readonly<Record<string, string>>,
    onEvent: (event: string) => void,
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

  #heard(text: string): void {
    if (text === "2") this.#socket.send("3");
    else if (text.startsWith("42")) this.#onEvent(text.slice(2));
    else if (text.startsWith("40")) this.#admitted.resolve();
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
