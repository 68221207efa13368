import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { FfmpegVoice } from "./audio/ffmpeg-voice.ts";
import { decode, encode } from "./audio/g711.ts";
import { RATE, type Source, silence } from "./audio/tone.ts";
import { DTMF_PAYLOAD, type Remote } from "./sdp.ts";

const PACKET_SAMPLES = 160;
const PACKET_TIME = 20;
/** An RFC 4733 digit: packets while pressed (100 ms), then the end sent three times. */
const DIGIT_PACKETS = 5;
const END_PACKETS = 3;
const DIGITS = "0123456789*#ABCD";

interface Digit {
  readonly event: number;
  timestamp: number | null;
  sent: number;
}

/**
 * One RTP stream of an endpoint (RFC 3550): says what its source gives in 20 ms packets, keeps what it
 * hears. Packets that the process was too busy to send in time follow at once, so that the pace holds.
 */
export class RtpStream {
  readonly port: number;
  readonly #socket: Socket;
  readonly #ssrc: number;
  readonly #onHeard: (samples: Int16Array) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #startedAt = performance.now();
  readonly #digits: Digit[] = [];
  #remote: Remote | null = null;
  /** Null while G.711 is spoken. */
  #voice: Promise<FfmpegVoice> | null = null;
  #source: Source = silence;
  #sequence = 1;
  #timestamp = 0;
  #due = 0;
  #received = 0;

  private constructor(socket: Socket, ssrc: number, onHeard: (samples: Int16Array) => void) {
    this.#socket = socket;
    this.port = socket.address().port;
    this.#ssrc = ssrc;
    this.#onHeard = onHeard;
    socket.on("message", (packet) => this.#receive(packet));
    this.#timer = setInterval(() => this.#catchUp(), PACKET_TIME / 2);
  }

  static async open(host: string, ssrc: number, onHeard: (samples: Int16Array) => void): Promise<RtpStream> {
    const socket = createSocket("udp4");
    socket.bind(0, host);
    await once(socket, "listening");
    return new RtpStream(socket, ssrc, onHeard);
  }

  /** Where to send, from the peer's description. */
  set remote(remote: Remote) {
    const { codec, payloadType } = remote;
    this.#remote = remote;
    if (codec === "PCMA" || codec === "PCMU") return;
    // A call keeps its codec: the first description decides.
    this.#voice ??= FfmpegVoice.open(codec, payloadType, {
      onPacket: (packet) => this.#send(packet),
      onHeard: this.#onHeard,
    });
  }
  set source(source: Source) {
    this.#source = source;
  }
  /** Audio packets received so far. */
  get received(): number {
    return this.#received;
  }

  /** RFC 4733; beside G.711 alone. */
  sendDigits(digits: string): void {
    if (this.#voice !== null) throw new TypeError("digits are for G.711 alone");
    for (const digit of digits) {
      const event = DIGITS.indexOf(digit);
      if (event < 0) throw new RangeError(`no such key: ${digit}`);
      this.#digits.push({ event, timestamp: null, sent: 0 });
    }
  }

  close(): void {
    clearInterval(this.#timer);
    void this.#voice?.then((voice) => voice.close());
    this.#socket.close();
    this.#remote = null;
  }

  #catchUp(): void {
    const elapsed = performance.now() - this.#startedAt;
    while (this.#due <= elapsed) {
      this.#due += PACKET_TIME;
      this.#sendOne();
    }
  }

  #sendOne(): void {
    const samples = this.#source(PACKET_SAMPLES);
    const timestamp = this.#timestamp;
    this.#timestamp = (this.#timestamp + PACKET_SAMPLES) >>> 0;
    const remote = this.#remote;
    if (remote === null) return;
    const { codec, payloadType } = remote;
    if (codec !== "PCMA" && codec !== "PCMU") {
      void this.#voice?.then((voice) => voice.say(samples));
      return;
    }
    const digit = this.#digits[0];
    this.#send(
      digit ? this.#digitPacket(digit, timestamp) : this.#packet(payloadType, timestamp, encode(codec, samples)),
    );
  }

  #send(packet: Buffer): void {
    const remote = this.#remote;
    if (remote === null || remote.port === 0) return;
    if (remote.direction === "sendonly" || remote.direction === "inactive") return;
    this.#socket.send(packet, remote.port, remote.host);
  }

  #packet(payloadType: number, timestamp: number, payload: Uint8Array, marker = false): Buffer {
    const packet = Buffer.alloc(12 + payload.length);
    packet[0] = 0x80;
    packet[1] = payloadType | (marker ? 0x80 : 0);
    packet.writeUInt16BE(this.#sequence, 2);
    this.#sequence = (this.#sequence + 1) & 0xffff;
    packet.writeUInt32BE(timestamp, 4);
    packet.writeUInt32BE(this.#ssrc, 8);
    packet.set(payload, 12);
    return packet;
  }

  #digitPacket(digit: Digit, timestamp: number): Buffer {
    digit.timestamp ??= timestamp;
    const first = digit.sent === 0;
    const over = digit.sent >= DIGIT_PACKETS;
    digit.sent += 1;
    const payload = Buffer.alloc(4);
    payload[0] = digit.event;
    payload[1] = (over ? 0x80 : 0) | 10;
    payload.writeUInt16BE(Math.min(digit.sent, DIGIT_PACKETS) * PACKET_SAMPLES, 2);
    if (digit.sent === DIGIT_PACKETS + END_PACKETS) this.#digits.shift();
    return this.#packet(DTMF_PAYLOAD, digit.timestamp, payload, first);
  }

  #receive(packet: Buffer): void {
    const payloadType = (packet[1] ?? 0) & 0x7f;
    if (packet.length <= 12) return;
    if (this.#voice !== null) {
      if (payloadType !== this.#remote?.payloadType) return;
      this.#received += 1;
      void this.#voice.then((voice) => voice.hear(packet));
      return;
    }
    if (payloadType !== 0 && payloadType !== 8) return;
    this.#received += 1;
    this.#onHeard(decode(payloadType === 8 ? "PCMA" : "PCMU", packet.subarray(12)));
  }
}

/** The last few seconds of what was heard. */
export class Ear {
  readonly #samples: Int16Array;
  #written = 0;

  constructor(seconds = 5) {
    this.#samples = new Int16Array(seconds * RATE);
  }

  hear(samples: Int16Array): void {
    for (const sample of samples) {
      this.#samples[this.#written % this.#samples.length] = sample;
      this.#written += 1;
    }
  }

  /** Samples heard since the beginning. */
  get total(): number {
    return this.#written;
  }

  /** The last `count` samples, oldest first; shorter while less was heard. */
  last(count: number): Int16Array {
    const length = Math.min(count, this.#written, this.#samples.length);
    const start = this.#written - length;
    return Int16Array.from({ length }, (_, at) => this.#samples[(start + at) % this.#samples.length] ?? 0);
  }
}
