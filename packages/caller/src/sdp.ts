import type { FfmpegCodec } from "./audio/ffmpeg-voice.ts";
import type { G711 } from "./audio/g711.ts";

/** The session description of a plain RTP endpoint (RFC 8866, RFC 3264): one audio stream and RFC 4733. */
export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export type Codec = G711 | FfmpegCodec;

/** The number that we offer, and the name with the clock rate; that of G.722 is 8000 by RFC 3551, 4.5.2. */
const FORMAT: Readonly<Record<Codec, readonly [payloadType: number, name: string]>> = {
  PCMU: [0, "PCMU/8000"],
  PCMA: [8, "PCMA/8000"],
  G722: [9, "G722/8000"],
  opus: [111, "opus/48000/2"],
};
export const DTMF_PAYLOAD = 101;

export function describe(options: {
  readonly host: string;
  readonly port: number;
  readonly version: number;
  readonly codecs: readonly Codec[];
  readonly direction: Direction;
}): string {
  const payloads = options.codecs.map((codec) => FORMAT[codec][0]);
  return [
    "v=0",
    `o=caller 1 ${options.version} IN IP4 ${options.host}`,
    "s=-",
    `c=IN IP4 ${options.host}`,
    "t=0 0",
    `m=audio ${options.port} RTP/AVP ${[...payloads, DTMF_PAYLOAD].join(" ")}`,
    ...options.codecs.map((codec) => `a=rtpmap:${FORMAT[codec].join(" ")}`),
    `a=rtpmap:${DTMF_PAYLOAD} telephone-event/8000`,
    `a=fmtp:${DTMF_PAYLOAD} 0-15`,
    "a=ptime:20",
    `a=${options.direction}`,
    "",
  ].join("\r\n");
}

export interface Remote {
  readonly host: string;
  readonly port: number;
  readonly codec: Codec;
  readonly payloadType: number;
  readonly direction: Direction;
}

/** Reads a peer's description: its first codec that we speak; null when there is none. */
export function readRemote(sdp: string, spoken: readonly Codec[]): Remote | null {
  const host = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
  const media = /^m=audio (\d+) RTP\/AVP ([\d ]+)/m.exec(sdp);
  if (host === undefined || media?.[1] === undefined || media[2] === undefined) return null;
  const format = media[2]
    .trim()
    .split(" ")
    .map((payload) => formatOf(Number(payload), sdp, spoken))
    .find((one) => one !== null);
  if (!format) return null;
  const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(sdp)?.[1];
  return { host, port: Number(media[1]), ...format, direction: isDirection(direction) ? direction : "sendrecv" };
}

function formatOf(
  payloadType: number,
  sdp: string,
  spoken: readonly Codec[],
): Pick<Remote, "codec" | "payloadType"> | null {
  const name = new RegExp(`^a=rtpmap:${payloadType} (\\w+)`, "m").exec(sdp)?.[1]?.toLowerCase();
  for (const codec of spoken) {
    // A static number needs no name (RFC 3551, 6).
    const usual = codec !== "opus" && FORMAT[codec][0] === payloadType;
    if (name === undefined ? usual : name === codec.toLowerCase()) return { codec, payloadType };
  }
  return null;
}

function isDirection(text: string | undefined): text is Direction {
  return text === "sendrecv" || text === "sendonly" || text === "recvonly" || text === "inactive";
}
