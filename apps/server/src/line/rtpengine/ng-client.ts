import { randomBytes } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import type { Logger } from "pino";
import { type BencodeDict, decodeMembers, encode, isDict } from "./bencode.ts";

/** Why a request came to nothing. `refused`: rtpengine answered with an error. */
export interface NgFailure {
  readonly kind: "timeout" | "unreachable" | "refused" | "closed";
  readonly reason: string;
}

export type NgResult =
  | { readonly ok: true; readonly reply: BencodeDict }
  | { readonly ok: false; readonly failure: NgFailure };

export interface NgClientOptions {
  readonly port: number;
  readonly log: Logger;
  /** rtpengine was restarted, or died: every call that it knew is gone. */
  readonly onLost: () => void;
  /** A request came to nothing, for whatever reason but our own closing. */
  readonly onFailed?: (failure: NgFailure) => void;
}

/** rtpengine's control protocol (ng) over UDP. */
export interface NgClient {
  request(command: string, fields: BencodeDict): Promise<NgResult>;
  /** Whether rtpengine answered lately. */
  readonly up: boolean;
  close(): void;
}

/**
 * Milliseconds until each sending is repeated; the last is the wait before giving up. rtpengine answers a
 * repeated cookie from its memory, so a request is never carried out twice.
 */
const PATIENCE: readonly number[] = [250, 500, 750, 1000, 1000];
const PING_EVERY = 1000;
/** What we want to know of an answer; the one to a deletion also tells all that was counted. */
const WANTED: ReadonlySet<string> = new Set(["result", "error-reason", "sdp", "to-tag", "statistics"]);

/** How closely the above is kept to: one timer looks after all requests, since hardly any is ever repeated. */
const LOOK_EVERY = 50;

interface Waiting {
  readonly datagram: Buffer;
  readonly settle: (result: NgResult) => void;
  sent: number;
  /** When to send it again, by the clock of `performance`. */
  again: number;
}

export function createNgClient(options: NgClientOptions): NgClient {
  return new UdpNgClient(options);
}

class UdpNgClient implements NgClient {
  readonly #socket: Socket;
  readonly #log: Logger;
  readonly #onLost: () => void;
  readonly #onFailed: ((failure: NgFailure) => void) | undefined;
  readonly #waiting = new Map<string, Waiting>();
  readonly #session = randomBytes(6).toString("hex");
  #counter = 0;
  #connected = false;
  #closed = false;
  #up = false;
  /** Seconds that rtpengine had been running when last asked; fewer than before means a restart. */
  #uptime: number | null = null;
  #ping: NodeJS.Timeout | null = null;
  #look: NodeJS.Timeout | null = null;
  readonly #sent = (error: Error | null) => {
    if (error !== null) this.#unreachable(error);
  };

  constructor({ port, log, onLost, onFailed }: NgClientOptions) {
    this.#log = log;
    this.#onLost = onLost;
    this.#onFailed = onFailed;
    this.#socket = createSocket({ type: "udp4", recvBufferSize: 1 << 20 });
    this.#socket.on("message", (datagram) => this.#receive(datagram));
    // The socket is connected, so that the kernel tells at once when nobody listens there.
    this.#socket.on("error", (error) => this.#unreachable(error));
    this.#socket.bind(0, "127.0.0.1", () => this.#socket.connect(port, "127.0.0.1", () => this.#begin()));
    void this.#watch();
  }

  get up(): boolean {
    return this.#up;
  }

  request(command: string, fields: BencodeDict): Promise<NgResult> {
    if (this.#closed) return Promise.resolve(failed("closed", "the client is closed"));
    this.#counter += 1;
    const cookie = `${this.#session}_${this.#counter}`;
    const datagram = Buffer.from(`${cookie} ${encode({ command, ...fields })}`);
    return new Promise((settle) => {
      const waiting: Waiting = { datagram, settle, sent: 0, again: 0 };
      this.#waiting.set(cookie, waiting);
      if (this.#connected) this.#send(cookie, waiting);
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#ping !== null) clearTimeout(this.#ping);
    if (this.#look !== null) clearInterval(this.#look);
    this.#failAll("closed", "the client was closed");
    if (this.#connected) this.#socket.close();
  }

  /** The socket has its address and its peer: what was asked meanwhile goes out. */
  #begin(): void {
    if (this.#closed) {
      this.#socket.close();
      return;
    }
    this.#connected = true;
    for (const [cookie, waiting] of this.#waiting) this.#send(cookie, waiting);
    this.#look = setInterval(() => this.#repeat(), LOOK_EVERY);
  }

  #repeat(): void {
    const now = performance.now();
    for (const [cookie, waiting] of this.#waiting) if (waiting.again <= now) this.#send(cookie, waiting);
  }

  #send(cookie: string, waiting: Waiting): void {
    const patience = PATIENCE[waiting.sent];
    if (patience === undefined) {
      this.#settle(cookie, failed("timeout", "rtpengine did not answer"));
      return;
    }
    waiting.sent += 1;
    waiting.again = performance.now() + patience;
    this.#socket.send(waiting.datagram, this.#sent);
  }

  #receive(datagram: Buffer): void {
    const space = datagram.indexOf(0x20);
    if (space < 0) return;
    const cookie = datagram.toString("latin1", 0, space);
    if (!this.#waiting.has(cookie)) return;
    this.#up = true;
    const reply = decodeMembers(datagram.subarray(space + 1), WANTED);
    if (reply === null) {
      this.#settle(cookie, failed("refused", "the answer could not be read"));
    } else if (reply["result"] === "error") {
      this.#settle(cookie, failed("refused", String(reply["error-reason"] ?? "no reason given")));
    } else {
      this.#settle(cookie, { ok: true, reply });
    }
  }

  #settle(cookie: string, result: NgResult): void {
    const waiting = this.#waiting.get(cookie);
    if (waiting === undefined) return;
    this.#waiting.delete(cookie);
    if (!result.ok && result.failure.kind !== "closed") this.#onFailed?.(result.failure);
    waiting.settle(result);
  }

  #failAll(kind: NgFailure["kind"], reason: string): void {
    for (const cookie of [...this.#waiting.keys()]) this.#settle(cookie, failed(kind, reason));
  }

  /** A closed port means that the process is gone, and its calls with it. */
  #unreachable(error: Error): void {
    if (this.#closed) return;
    this.#failAll("unreachable", error.message);
    this.#lost("rtpengine is not there");
  }

  #lost(why: string): void {
    const known = this.#uptime !== null;
    this.#up = false;
    this.#uptime = null;
    if (!known) return;
    this.#log.warn({ why }, "media lost");
    this.#onLost();
  }

  async #watch(): Promise<void> {
    const result = await this.request("statistics", {});
    if (this.#closed) return;
    if (result.ok) {
      const uptime = uptimeOf(result.reply);
      if (uptime !== null && this.#uptime !== null && uptime < this.#uptime) this.#lost("rtpengine was restarted");
      if (this.#uptime === null) this.#log.info("rtpengine answers");
      this.#up = true;
      this.#uptime = uptime ?? 0;
    } else if (result.failure.kind === "timeout") {
      // It may be frozen and come back with its calls: not lost yet, but nothing can be asked of it now.
      this.#up = false;
    }
    this.#ping = setTimeout(() => void this.#watch(), PING_EVERY);
  }
}

function failed(kind: NgFailure["kind"], reason: string): NgResult {
  return { ok: false, failure: { kind, reason } };
}

function uptimeOf(reply: BencodeDict): number | null {
  const statistics = reply["statistics"];
  const totals = isDict(statistics) ? statistics["totalstatistics"] : undefined;
  const uptime = isDict(totals) ? Number(totals["uptime"]) : Number.NaN;
  return Number.isFinite(uptime) ? uptime : null;
}
