import { createSocket, type Socket } from "node:dgram";
import { amplitudeOf, decodeALaw, encodeALaw } from "./tone.ts";

const FRAME = 160;
const EVENTS: ReadonlySet<number> = new Set([101, 110]);
const KEYS = "0123456789*#";

export interface RtpEndpointOptions {
  /**
   * Hz of the PCMA tone to send; samples to say once it is connected, and then silence; null to send nothing; "echo"
   * sends every payload back.
   */
  readonly sends: number | "echo" | Int16Array | null;
  /** The formats of its own SDP, for instance `8 101` with their rtpmap lines. */
  readonly formats: string;
  readonly maps: readonly string[];
}

/** A plain RTP endpoint: it speaks a tone, hears tones, presses keys. */
export class RtpEndpoint {
  readonly #socket: Socket;
  readonly #options: RtpEndpointOptions;
  readonly #timer: NodeJS.Timeout;
  readonly #arrivals: number[] = [];
  #heard: number[] = [];
  #payloadTypes = new Set<number>();
  #sources = new Set<number>();
  #peer: { host: string; port: number } | null = null;
  #sequence = 1;
  #timestamp = 0;
  #phase = 0;
  #said = 0;
  /** The last sequence number of each sender. */
  readonly #senders = new Map<number, number>();
  #missing = 0;
  /** Keys that were heard (RFC 4733), by the time at which they began. */
  readonly #keys = new Map<number, string>();
  #watchers: (() => void)[] = [];
  #digits: { event: number; step: number }[] = [];

  static async open(options: RtpEndpointOptions): Promise<RtpEndpoint> {
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
    return new RtpEndpoint(socket, options);
  }

  private constructor(socket: Socket, options: RtpEndpointOptions) {
    this.#socket = socket;
    this.#options = options;
    socket.on("message", (packet, from) => this.#receive(packet, from.port));
    socket.on("error", () => {});
    let next = performance.now();
    this.#timer = setInterval(() => {
      while (performance.now() >= next) {
        next += 20;
        this.#tick();
      }
    }, 10);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  sdp(direction = "sendrecv"): string {
    const lines = [
      "v=0",
      `o=endpoint 1 ${Math.trunc(performance.now())} IN IP4 127.0.0.1`,
      "s=-",
      "c=IN IP4 127.0.0.1",
      "t=0 0",
      `m=audio ${this.#socket.address().port} RTP/AVP ${this.#options.formats}`,
      ...this.#options.maps,
      `a=${direction}`,
      "a=ptime:20",
    ];
    return `${lines.join("\r\n")}\r\n`;
  }

  connect(sdp: string): void {
    const host = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1] ?? "127.0.0.1";
    const port = Number(/^m=audio (\d+)/m.exec(sdp)?.[1] ?? 0);
    this.#peer = port === 0 ? null : { host, port };
  }

  /** Sends to where another endpoint does. */
  join(other: RtpEndpoint): void {
    this.#peer = other.#peer;
  }

  /** Resolves once this tone has filled the last 400 ms; rejects after the time given. */
  hears(frequency: number, within = 6000): Promise<void> {
    return this.until(
      () => {
        const tone = amplitudeOf(frequency, this.#heard.slice(-3200));
        return this.#heard.length >= 3200 && tone > 1500;
      },
      `a tone of ${frequency} Hz`,
      within,
    );
  }

  /** Resolves once 400 ms of packets have come that hold nothing to be heard. */
  hearsSilence(within = 6000): Promise<void> {
    const isSilent = () => this.#heard.length >= 3200 && this.#heard.slice(-3200).every((one) => Math.abs(one) < 32);
    return this.until(isSilent, "silence", within);
  }

  /** Resolves once these tones, and none of the others, have filled the last 400 ms. */
  hearsJust(tones: readonly number[], others: readonly number[], within = 6000): Promise<void> {
    const loud = (tone: number) => amplitudeOf(tone, this.#heard.slice(-3200));
    return this.until(
      () =>
        this.#heard.length >= 3200 &&
        tones.every((tone) => loud(tone) > 5000) &&
        others.every((tone) => loud(tone) < 100),
      `${tones.join(" and ") || "nothing"} and not ${others.join(" or ")} Hz`,
      within,
    );
  }

  /** Resolves once the last 400 ms held sound that is louder than a whisper. */
  hearsSomething(within = 6000): Promise<void> {
    return this.until(
      () => this.#heard.length >= 3200 && loudness(this.#heard.slice(-3200)) > 300,
      "any sound",
      within,
    );
  }

  async until(condition: () => boolean, what: string, within = 6000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#watchers = this.#watchers.filter((one) => one !== watcher);
        reject(new Error(`never came: ${what}; heard ${this.#describe()}`));
      }, within);
      const watcher = (): void => {
        if (!condition()) return;
        clearTimeout(limit);
        this.#watchers = this.#watchers.filter((one) => one !== watcher);
        resolve();
      };
      this.#watchers.push(watcher);
    });
  }

  forget(): void {
    this.#heard = [];
    this.#payloadTypes = new Set();
    this.#arrivals.length = 0;
    this.#senders.clear();
    this.#keys.clear();
    this.#missing = 0;
  }

  get packets(): number {
    return this.#arrivals.length;
  }
  get payloadTypes(): readonly number[] {
    return [...this.#payloadTypes];
  }
  get sources(): number {
    return this.#sources.size;
  }
  /** Senders (SSRC), and packets that are missing in their counts, since `forget`. */
  get streams(): { readonly senders: number; readonly missing: number } {
    return { senders: this.#senders.size, missing: this.#missing };
  }
  /** The keys that others pressed since `forget`, by their telephone events of payload type 101 or 110. */
  get keys(): string {
    return [...this.#keys.values()].join("");
  }
  /** Nine in ten packets follow the one before within so many milliseconds: 20 when they are evenly paced. */
  get pace(): number {
    const gaps = this.#arrivals.slice(1).map((at, index) => at - (this.#arrivals[index] ?? at));
    return gaps.sort((a, b) => a - b)[Math.floor(gaps.length * 0.9)] ?? Number.POSITIVE_INFINITY;
  }

  /** Presses a key as RFC 4733 events with payload type 101. */
  press(digit: string): void {
    this.#digits.push({ event: KEYS.indexOf(digit), step: 0 });
  }

  close(): void {
    clearInterval(this.#timer);
    this.#socket.close();
  }

  #describe(): string {
    const samples = this.#heard.slice(-3200);
    return `${this.packets} packets, loudness ${Math.round(loudness(samples))}, types ${this.payloadTypes.join()}`;
  }

  #receive(packet: Buffer, port: number): void {
    const type = (packet[1] ?? 0) & 0x7f;
    if (packet.length < 12 || (type >= 72 && type <= 76)) return;
    this.#arrivals.push(performance.now());
    this.#payloadTypes.add(type);
    if (EVENTS.has(type)) this.#keys.set(packet.readUInt32BE(4), KEYS[packet[12] ?? KEYS.length] ?? "?");
    this.#sources.add(port);
    const before = this.#senders.get(packet.readUInt32BE(8));
    if (before !== undefined) this.#missing += (packet.readUInt16BE(2) - before - 1) & 0xffff;
    this.#senders.set(packet.readUInt32BE(8), packet.readUInt16BE(2));
    if (type === 8) {
      for (const byte of packet.subarray(12)) this.#heard.push(decodeALaw(byte));
      if (this.#heard.length > 80_000) this.#heard = this.#heard.slice(-8000);
    }
    if (this.#options.sends === "echo" && this.#peer !== null)
      this.#socket.send(packet, this.#peer.port, this.#peer.host);
    for (const watcher of [...this.#watchers]) watcher();
  }

  #tick(): void {
    const { sends } = this.#options;
    const digit = this.#digits[0];
    if (digit !== undefined) this.#sendDigit(digit);
    else if (typeof sends === "number") this.#send(8, false, this.#tone(sends));
    else if (sends instanceof Int16Array && this.#peer !== null) this.#send(8, false, this.#say(sends));
    this.#timestamp += FRAME;
  }

  #say(samples: Int16Array): Buffer {
    const from = this.#said;
    this.#said += FRAME;
    return Buffer.from(Uint8Array.from({ length: FRAME }, (_, at) => encodeALaw(samples[from + at] ?? 0)));
  }

  #tone(frequency: number): Buffer {
    const payload = Buffer.alloc(FRAME);
    for (let i = 0; i < FRAME; i += 1) {
      payload[i] = encodeALaw(Math.round(8000 * Math.sin(this.#phase)));
      this.#phase += (2 * Math.PI * frequency) / 8000;
    }
    return payload;
  }

  #sendDigit(digit: { event: number; step: number }): void {
    const start = this.#timestamp - digit.step * FRAME;
    digit.step += 1;
    const end = digit.step > 6;
    const payload = Buffer.from([digit.event, (end ? 0x80 : 0) | 10, 0, 0]);
    payload.writeUInt16BE(Math.min(digit.step, 7) * FRAME, 2);
    this.#send(101, digit.step === 1, payload, start);
    if (digit.step === 9) this.#digits.shift();
  }

  #send(type: number, marker: boolean, payload: Buffer, timestamp = this.#timestamp): void {
    if (this.#peer === null) return;
    const header = Buffer.alloc(12);
    header[0] = 0x80;
    header[1] = (marker ? 0x80 : 0) | type;
    header.writeUInt16BE(this.#sequence & 0xffff, 2);
    header.writeUInt32BE(timestamp >>> 0, 4);
    header.writeUInt32BE(0x0b0e1f17, 8);
    this.#sequence += 1;
    this.#socket.send(Buffer.concat([header, payload]), this.#peer.port, this.#peer.host);
  }
}

function loudness(samples: readonly number[]): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / Math.max(1, samples.length));
}
