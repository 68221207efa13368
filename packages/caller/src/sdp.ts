import type { G711 } from "./audio/g711.ts";

/** The session description of a plain RTP endpoint (RFC 8866, RFC 3264): one audio stream, G.711 and RFC 4733. */
export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

const PAYLOAD: Readonly<Record<G711, number>> = { PCMU: 0, PCMA: 8 };
export const DTMF_PAYLOAD = 101;

export function describe(options: {
  readonly host: string;
  readonly port: number;
  readonly version: number;
  readonly codecs: readonly G711[];
  readonly direction: Direction;
}): string {
  const payloads = options.codecs.map((codec) => PAYLOAD[codec]);
  return [
    "v=0",
    `o=caller 1 ${options.version} IN IP4 ${options.host}`,
    "s=-",
    `c=IN IP4 ${options.host}`,
    "t=0 0",
    `m=audio ${options.port} RTP/AVP ${[...payloads, DTMF_PAYLOAD].join(" ")}`,
    ...options.codecs.map((codec) => `a=rtpmap:${PAYLOAD[codec]} ${codec}/8000`),
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
  readonly codec: G711;
  readonly direction: Direction;
}

/** Reads a peer's description; null when it holds no G.711 audio that we could speak. */
export function readRemote(sdp: string): Remote | null {
  const host = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
  const media = /^m=audio (\d+) RTP\/AVP ([\d ]+)/m.exec(sdp);
  if (host === undefined || media?.[1] === undefined || media[2] === undefined) return null;
  const codec = media[2]
    .trim()
    .split(" ")
    .map((payload) => (payload === "8" ? "PCMA" : payload === "0" ? "PCMU" : null))
    .find((name) => name !== null);
  if (codec === undefined) return null;
  const direction = /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/m.exec(sdp)?.[1];
  return { host, port: Number(media[1]), codec, direction: isDirection(direction) ? direction : "sendrecv" };
}

function isDirection(text: string | undefined): text is Direction {
  return text === "sendrecv" || text === "sendonly" || text === "recvonly" || text === "inactive";
}
