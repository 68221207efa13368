import { createSocket, type Socket } from "node:dgram";

/** Sends a message of these lines to the edge as it is; the first answer, or null when none comes in time. */
export async function sendDatagram(
  port: number,
  lines: readonly string[],
  within = 3000,
  from = "127.0.0.1",
): Promise<string | null> {
  const socket = createSocket("udp4");
  try {
    await new Promise<void>((resolve) => socket.bind(0, from, resolve));
    const answer = new Promise<string | null>((resolve) => {
      const limit = setTimeout(() => resolve(null), within);
      socket.once("message", (data) => {
        clearTimeout(limit);
        resolve(data.toString("utf8"));
      });
    });
    socket.send(`${lines.join("\r\n")}\r\n\r\n`, port, "127.0.0.1");
    return await answer;
  } finally {
    socket.close();
  }
}

/** A telephone that speaks UDP and does just what a test tells it. */
export class RawPeer {
  readonly received: string[] = [];
  readonly #socket: Socket;
  #from: { readonly port: number; readonly address: string } | null = null;
  #waiting: (() => void)[] = [];

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("message", (data, from) => {
      this.#from = from;
      this.received.push(data.toString("utf8"));
      for (const resume of this.#waiting.splice(0)) resume();
    });
  }

  static async open(address: string): Promise<RawPeer> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, address, resolve));
    return new RawPeer(socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  /** The first message that begins like this; waits for it. */
  async take(start: string): Promise<string> {
    for (;;) {
      const found = this.received.find((text) => text.startsWith(start));
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Whether nothing has come until this time is over. */
  async quiet(within: number): Promise<boolean> {
    await new Promise((resolve) => setTimeout(resolve, within));
    return this.received.length === 0;
  }

  /** 200 to a request, with what it must repeat. */
  answer(request: string, contact: string | null, body: string): void {
    const repeated = request.split("\r\n").filter((line) => /^(Via|Record-Route|From|Call-ID|CSeq):/i.test(line));
    const to = /^To: (.*)$/im.exec(request)?.[1]?.trim() ?? "";
    const lines = [
      "SIP/2.0 200 OK",
      ...repeated,
      to.includes(";tag=") ? `To: ${to}` : `To: ${to};tag=peer`,
      ...(contact === null ? [] : [`Contact: ${contact}`]),
      ...(body === "" ? [] : ["Content-Type: application/sdp"]),
      `Content-Length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ];
    if (this.#from !== null) this.#socket.send(lines.join("\r\n"), this.#from.port, this.#from.address);
  }

  close(): void {
    this.#socket.close();
  }
}
