import { randomInt } from "node:crypto";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { alawOf } from "../../apps/server/src/sound/alaw.ts";
import { RtpWriter } from "../../apps/server/src/sound/rtp.ts";

const RATE = 8000;
const PACKET = 160;
const HERE = "127.0.0.1";

/** Eight seconds of something that is as hard to encode as speech: noise in syllables, with pauses between words. */
const SPEECH = Int16Array.from({ length: 8 * RATE }, (_, at) => {
  const syllable = Math.sin((2 * Math.PI * at) / (0.22 * RATE));
  const word = at % (2 * RATE) < 1.5 * RATE ? 1 : 0;
  const pitch = Math.sign(Math.sin((2 * Math.PI * 130 * at) / RATE));
  return Math.round(word * Math.max(0, syllable) * (2500 * pitch + 1500 * (Math.random() - 0.5)));
});

export const speech = () => {
  let at = randomInt(SPEECH.length);
  return (count: number) => Int16Array.from({ length: count }, () => SPEECH[at++ % SPEECH.length] ?? 0);
};

/**
 * An agent's audio by plain RTP. NOTE: a browser would encrypt; nothing of that is in the figures, with recording as
 * without, because what is recorded comes out of rtpengine in the clear.
 */
export class Voice {
  readonly #socket: Socket;
  readonly #writer = new RtpWriter(randomInt(2 ** 32), 1, 1);
  readonly #source = speech();
  #timer: NodeJS.Timeout | null = null;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  static async open(): Promise<Voice> {
    const socket = createSocket("udp4");
    socket.bind(0, HERE);
    await once(socket, "listening");
    return new Voice(socket);
  }

  /** The answer to this offer; from now on it speaks to where the offer said. */
  answer(offer: string): string {
    const port = Number(/^m=audio (\d+)/m.exec(offer)?.[1]);
    const host = /^c=IN IP4 (\S+)/m.exec(offer)?.[1] ?? HERE;
    this.close();
    let due = performance.now();
    this.#timer = setInterval(() => {
      for (const now = performance.now(); due <= now; due += 20) {
        const samples = this.#source(PACKET);
        const packet = this.#writer.packet(PACKET, (index) => alawOf(samples[index] ?? 0));
        this.#socket.send(packet, port, host);
      }
    }, 20);
    return [
      "v=0",
      `o=- 1 1 IN IP4 ${HERE}`,
      "s=-",
      "t=0 0",
      `m=audio ${this.#socket.address().port} RTP/AVP 8`,
      `c=IN IP4 ${HERE}`,
      "a=rtpmap:8 PCMA/8000",
      `a=mid:${/^a=mid:([^\r\n]+)/m.exec(offer)?.[1] ?? "0"}`,
      "a=sendrecv",
      "",
    ].join("\r\n");
  }

  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}
