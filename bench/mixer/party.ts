import { createSocket, type Socket } from "node:dgram";
import { alawOf, linearOf } from "../../apps/server/src/sound/alaw.ts";

const HERE = "127.0.0.1";
const EVERY = 20;
const HEADER = 12;
const SAMPLES = 160;
const QUIET = alawOf(0);
const LOUD = alawOf(16_000);

/** One who speaks and hears PCMA by plain RTP: silence, and now and then a loud packet that others can find. */
export class Party {
  readonly #socket: Socket;
  readonly #packet = Buffer.alloc(HEADER + SAMPLES, QUIET);
  readonly #ssrc: number;
  #peer: number | null = null;
  #sequence = 0;
  #wasLoud = false;
  /** Called when a loud packet comes after quiet ones. */
  onLoud: (() => void) | null = null;

  private constructor(socket: Socket, ssrc: number) {
    this.#socket = socket;
    this.#ssrc = ssrc;
    socket.on("error", () => {});
    socket.on("message", (packet) => {
      const isLoud = linearOf(packet[HEADER + SAMPLES / 2] ?? QUIET) > 8000;
      if (isLoud && !this.#wasLoud) this.onLoud?.();
      this.#wasLoud = isLoud;
    });
  }

  static async open(ssrc: number): Promise<Party> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, HERE, resolve));
    return new Party(socket, ssrc);
  }

  sdp(): string {
    const lines = ["v=0", "o=party 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"];
    return [...lines, `m=audio ${this.#socket.address().port} RTP/AVP 8`, "a=ptime:20", ""].join("\r\n");
  }

  async connect(sdp: string): Promise<void> {
    this.#peer = Number(/^m=audio (\d+)/m.exec(sdp)?.[1] ?? 0);
    await new Promise<void>((resolve) => this.#socket.connect(this.#peer ?? 0, HERE, resolve));
  }

  say(loud: boolean): void {
    if (this.#peer === null) return;
    // What is sent is read by the socket later: each packet has its own octets.
    const packet = Buffer.from(this.#packet);
    if (loud) packet.fill(LOUD, HEADER);
    packet[0] = 0x80;
    packet[1] = 8;
    packet.writeUInt16BE(this.#sequence & 0xffff, 2);
    packet.writeUInt32BE((this.#sequence * SAMPLES) >>> 0, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    this.#sequence += 1;
    this.#socket.send(packet);
  }

  close(): void {
    this.#socket.close();
  }
}

/** Lets everybody speak every 20 ms, each at its own moment within them; stops when the function that it gives is called. */
export function speak(parties: readonly Party[], isLoud: (party: number, turn: number) => boolean): () => void {
  const begun = performance.now();
  const turns = parties.map(() => 0);
  const timer = setInterval(() => {
    const now = performance.now() - begun;
    for (const [index, party] of parties.entries()) {
      const phase = (index * EVERY) / parties.length;
      for (let turn = turns[index] ?? 0; turn * EVERY + phase <= now; turn += 1) {
        party.say(isLoud(index, turn));
        turns[index] = turn + 1;
      }
    }
  }, 1);
  return () => clearInterval(timer);
}
