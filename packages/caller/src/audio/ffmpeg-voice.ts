import { type ChildProcess, spawn } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { RATE } from "./tone.ts";

/** What ffmpeg speaks for us: too much to write anew for a telephone that only tries things out. */
export type FfmpegCodec = "G722" | "opus";

const ENCODER: Readonly<Record<FfmpegCodec, readonly string[]>> = {
  G722: ["-c:a", "g722", "-ar", "16000"],
  opus: ["-c:a", "libopus", "-application", "voip", "-ar", "48000"],
};
const RTPMAP: Readonly<Record<FfmpegCodec, string>> = { G722: "G722/8000", opus: "opus/48000/2" };
const LINEAR = ["-f", "s16le", "-ar", String(RATE), "-ac", "1"];
const AT_ONCE = ["-fflags", "nobuffer", "-analyzeduration", "0", "-probesize", "32"];
/** A header of RTP and 20 ms of G.722, of which ffmpeg would fill a whole datagram; Opus has a packet for each frame. */
const PACKET_BYTES: Readonly<Record<FfmpegCodec, number>> = { G722: 172, opus: 1400 };

/** Two ffmpeg that turn sound into RTP packets (RFC 3550) and back; what comes before they run is lost. */
export class FfmpegVoice {
  readonly #encoder: ChildProcess;
  readonly #decoder: ChildProcess;
  readonly #packets: Socket;
  readonly #decoderPort: number;

  private constructor(encoder: ChildProcess, decoder: ChildProcess, packets: Socket, decoderPort: number) {
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#packets = packets;
    this.#decoderPort = decoderPort;
  }

  static async open(
    codec: FfmpegCodec,
    payloadType: number,
    { onPacket, onHeard }: { onPacket(packet: Buffer): void; onHeard(samples: Int16Array): void },
  ): Promise<FfmpegVoice> {
    const packets = await localSocket();
    const port = await freeEvenPort();
    const target = `rtp://127.0.0.1:${packets.address().port}?pkt_size=${PACKET_BYTES[codec]}`;
    const payload = ["-payload_type", String(payloadType), "-f", "rtp", target];
    const encoder = ffmpeg([...AT_ONCE, ...LINEAR, "-i", "pipe:0", ...ENCODER[codec], ...payload]);
    const about = ["v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"];
    const media = [`m=audio ${port} RTP/AVP ${payloadType}`, `a=rtpmap:${payloadType} ${RTPMAP[codec]}`, ""];
    const network = ["-protocol_whitelist", "pipe,udp,rtp", "-reorder_queue_size", "0", "-f", "sdp"];
    const decoder = ffmpeg([...AT_ONCE, ...network, "-i", "pipe:0", "-flush_packets", "1", ...LINEAR, "pipe:1"]);
    decoder.stdin?.end([...about, ...media].join("\n"));
    // The encoder says its session description there.
    encoder.stdout?.resume();
    packets.on("message", onPacket);
    let rest = Buffer.alloc(0);
    decoder.stdout?.on("data", (chunk: Buffer) => {
      const bytes = Buffer.concat([rest, chunk]);
      const whole = bytes.length - (bytes.length % 2);
      rest = bytes.subarray(whole);
      onHeard(Int16Array.from({ length: whole / 2 }, (_, at) => bytes.readInt16LE(at * 2)));
    });
    return new FfmpegVoice(encoder, decoder, packets, port);
  }

  say(samples: Int16Array): void {
    this.#encoder.stdin?.write(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength));
  }

  hear(packet: Buffer): void {
    this.#packets.send(packet, this.#decoderPort, "127.0.0.1");
  }

  close(): void {
    this.#encoder.kill("SIGKILL");
    this.#decoder.kill("SIGKILL");
    this.#packets.close();
  }
}

function ffmpeg(args: readonly string[]): ChildProcess {
  const child = spawn("ffmpeg", ["-hide_banner", "-v", "error", ...args], { stdio: ["pipe", "pipe", "inherit"] });
  // Killed at the end of a call, it may leave a write behind that nobody takes any more.
  child.stdin?.on("error", () => {});
  return child;
}

async function localSocket(port = 0): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(port, "127.0.0.1");
  await once(socket, "listening");
  return socket;
}

/** ffmpeg takes the odd port above it for RTCP. */
async function freeEvenPort(): Promise<number> {
  for (;;) {
    const socket = await localSocket();
    const { port } = socket.address();
    socket.close();
    await once(socket, "close");
    if (port % 2 === 0) return port;
  }
}
