import { once } from "node:events";
import { type Acknowledgement, type AgentCommand, SOCKET_PATH } from "@belfry/contracts";
import { WebSocket } from "ws";

/** How often a page of the desk says that it is alive, in milliseconds. */
const HEARTBEAT = 5_000;

/**
 * An agent's page as the server sees it: one Socket.IO connection that owns the phone and says every few seconds that
 * it is alive. It speaks the protocol by hand (Engine.IO 4) and does not parse what it is told, so that a thousand of
 * them in one process cost next to nothing beside what is measured.
 */
export class BenchPage {
  readonly tab: string;
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: Acknowledgement) => void>();
  readonly #admitted = Promise.withResolvers<void>();
  #next = 0;
  #heartbeat: NodeJS.Timeout | null = null;

  private constructor(socket: WebSocket, tab: string) {
    this.#socket = socket;
    this.tab = tab;
    socket.on("message", (data) => this.#heard(data.toString()));
  }

  static async open(origin: string, cookie: string, tab: string): Promise<BenchPage> {
    const url = `${origin.replace(/^http/, "ws")}${SOCKET_PATH}/?EIO=4&transport=websocket`;
    const socket = new WebSocket(url, { origin, headers: { cookie }, perMessageDeflate: false });
    const page = new BenchPage(socket, tab);
    await once(socket, "open");
    socket.send("40");
    await page.#admitted.promise;
    await page.#ask("claimPhone", { tab, takeOver: true });
    page.#beat();
    return page;
  }

  async command(command: AgentCommand): Promise<void> {
    await this.#ask("command", command);
  }

  close(): void {
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#socket.close();
  }

  #beat(): void {
    const report = JSON.stringify(["device", { tab: this.tab, microphone: "granted", audioUnlocked: true }]);
    const say = () => this.#socket.send(`42${report}`);
    say();
    this.#heartbeat = setInterval(say, HEARTBEAT);
  }

  async #ask(event: string, value: unknown): Promise<void> {
    const id = this.#next++;
    const answered = new Promise<Acknowledgement>((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(`42${id}${JSON.stringify([event, value])}`);
    const answer = await answered;
    if (!answer.ok) throw new Error(`${event}: ${answer.error.code}`);
  }

  #heard(text: string): void {
    if (text === "2") {
      this.#socket.send("3");
    } else if (text.startsWith("40")) {
      this.#admitted.resolve();
    } else if (text.startsWith("44")) {
      this.#admitted.reject(new Error(`the server admits no page: ${text}`));
    } else if (text.startsWith("43")) {
      const from = text.indexOf("[");
      const [answer]: [Acknowledgement] = JSON.parse(text.slice(from));
      const id = Number(text.slice(2, from));
      this.#answers.get(id)?.(answer);
      this.#answers.delete(id);
    }
  }
}
