/**
 * The little of SDP (RFC 8866) that the media model needs. Bodies stay text; rtpengine does the rest.
 */

/** The audio codecs that a leg may speak, in the order in which they are offered when nothing else decides. */
export const CODECS = ["PCMA", "opus", "G722", "PCMU"] as const;
export type Codec = (typeof CODECS)[number];

/** RTP clock rates; that of G.722 is 8000 by RFC 3551, 4.5.2. */
const CLOCK: Readonly<Record<Codec, number>> = { PCMA: 8000, PCMU: 8000, G722: 8000, opus: 48000 };
const STATIC: Readonly<Record<number, Codec>> = { 0: "PCMU", 8: "PCMA", 9: "G722" };

export interface Format {
  readonly payloadType: number;
  /** `null` for a codec that no leg of ours speaks. */
  readonly codec: Codec | null;
  /** Clock rate of telephone events (RFC 4733), else null. */
  readonly events: number | null;
}

export type Direction = "sendrecv" | "sendonly" | "recvonly" | "inactive";

export interface Audio {
  readonly formats: readonly Format[];
  readonly direction: Direction;
  /** Browsers speak SAVPF with DTLS; everything else that we accept is plain RTP. */
  readonly kind: "browser" | "rtp" | "other";
}

/** Null when there is no audio that could be answered. */
export function readAudio(sdp: string): Audio | null {
  const { session, media } = sections(sdp);
  const audio = media.find(isAudio);
  if (audio === undefined) return null;
  const [, , protocol = "", ...types] = (audio[0] ?? "").slice(2).split(" ");
  const formats: Format[] = types.filter((type) => /^\d+$/.test(type)).map((type) => format(Number(type), audio));
  const lines = [...session, ...audio];
  const kind = protocol.endsWith("SAVPF")
    ? "browser"
    : protocol === "RTP/AVP" || protocol === "RTP/AVPF"
      ? "rtp"
      : "other";
  return { formats, direction: directionOf(lines), kind };
}

/** The first codec of ours that the endpoint named: RFC 3264, 5.1 lists them by preference. */
export function preferred(audio: Audio, wanted: Codec | null): Codec | null {
  const named = audio.formats.flatMap(({ codec }) => (codec === null ? [] : [codec]));
  return wanted !== null && named.includes(wanted) ? wanted : (named[0] ?? null);
}

/** One m=audio with just this codec and its telephone events; every other medium is left out. */
export function reduceTo(sdp: string, codec: Codec): string {
  const { session, media } = sections(sdp);
  const audio = media.find(isAudio) ?? [];
  const kept = keptFormats(audio, codec);
  const [name, port, protocol] = (audio[0] ?? "").split(" ");
  const lines = [`${name} ${port} ${protocol} ${kept.join(" ")}`];
  // A browser that knows no candidate yet names port 9 of 0.0.0.0 (RFC 8840, 4.1.1). rtpengine takes that address for
  // the old sign of hold and would answer recvonly; the discard port of this machine says the same without harm.
  const unknownYet = port === "9" && protocol?.endsWith("SAVPF") === true;
  for (const line of audio.slice(1)) {
    const type = /^a=(?:rtpmap|fmtp|rtcp-fb):(\d+) /.exec(line)?.[1];
    if (type !== undefined && !kept.includes(Number(type))) continue;
    if (unknownYet && line === "c=IN IP4 0.0.0.0") lines.push("c=IN IP4 127.0.0.1");
    // We are the passive one towards every browser, and our answer says so (RFC 8842, 5.3). Left the choice by an offer,
    // rtpengine greets the browser before that answer is there, and the browser may then never begin.
    else lines.push(line === "a=setup:actpass" ? "a=setup:active" : line);
  }
  // A bundle group that names media which are not there any more would be refused.
  const head = session.filter((line) => !line.startsWith("a=group:"));
  return join([...head, ...lines]);
}

/**
 * A stranger's offer without the addresses that it names: rtpengine sends to those that ask it by ICE (RFC 8445, 7.3.1.3),
 * and so to nobody who did not ask for it, and nowhere in our network.
 */
export function withoutAddresses(sdp: string): string {
  const { session, media } = sections(sdp);
  const kept = (line: string) =>
    !/^(?:c=|a=(?:candidate|remote-candidates|rtcp|end-of-candidates)\b)/.test(line) || /^a=rtcp-/.test(line);
  const nowhere = (line: string) => line.replace(/^(m=\S+) [1-9]\d*/, "$1 9");
  const lines = media.flatMap(([first = "", ...rest]) => [nowhere(first), "c=IN IP4 127.0.0.1", ...rest.filter(kept)]);
  return join([...session.filter(kept), ...lines]);
}

/** Refuses (port 0) every medium of the offer that is not the one audio of the answer: RFC 3264, 6. */
export function completeAnswer(answer: string, offer: string): string {
  const { session, media } = sections(answer);
  const audio = media.find(isAudio) ?? [];
  let taken = false;
  const lines = sections(offer).media.flatMap((medium) => {
    if (isAudio(medium) && !taken) {
      taken = true;
      return audio;
    }
    const [name, , protocol, ...types] = (medium[0] ?? "").split(" ");
    return [`${name} 0 ${protocol} ${types.join(" ")}`, ...medium.filter((line) => line.startsWith("a=mid:"))];
  });
  return join([...session, ...lines]);
}

/** How the legs that are there number what RFC 3551 leaves open, so that nothing has to be renumbered later. */
export interface Numbering {
  readonly opus: number;
  readonly events8000: number;
  readonly events48000: number;
}
export const USUAL_NUMBERING: Numbering = { opus: 111, events8000: 101, events48000: 110 };

export function numberingOf(audio: Audio, usual: Numbering): Numbering {
  const opus = audio.formats.find(({ codec }) => codec === "opus")?.payloadType;
  const events8000 = audio.formats.find(({ events }) => events === 8000)?.payloadType;
  const events48000 = audio.formats.find(({ events }) => events === 48000)?.payloadType;
  const numbering = {
    opus: opus ?? usual.opus,
    events8000: events8000 ?? usual.events8000,
    events48000: events48000 ?? usual.events48000,
  };
  const distinct = new Set(Object.values(numbering)).size === 3;
  return distinct ? numbering : spread(numbering);
}

/** The SDP of a peer that is not there: it offers these codecs at port 9 (discard). */
export function dummyOffer(codecs: readonly Codec[], numbering: Numbering): string {
  return dummy(codecs, numbering, codecs.includes("opus"));
}

/** The dummy's answer to what rtpengine offered it: only what was offered, with the same numbers. */
export function dummyAnswer(offer: string, codec: Codec, direction: Direction, port: number): string {
  const audio = sections(offer).media.find(isAudio) ?? [];
  const kept = keptFormats(audio, codec);
  const maps = audio.filter((line) => {
    const type = /^a=(?:rtpmap|fmtp):(\d+) /.exec(line)?.[1];
    return type !== undefined && kept.includes(Number(type));
  });
  return join([...DUMMY_SESSION, `m=audio ${port} RTP/AVP ${kept.join(" ")}`, ...maps, `a=${direction}`, "a=ptime:20"]);
}

/** What the answerer says to an offer of this direction (RFC 3264, 6.1), when it is willing itself. */
export function mirrored(direction: Direction): Direction {
  if (direction === "sendonly") return "recvonly";
  return direction === "recvonly" ? "sendonly" : direction;
}

/** Sets the direction of the audio, whether one was written before or not. */
export function withDirection(sdp: string, direction: Direction): string {
  const { session, media } = sections(sdp);
  const bare = (lines: readonly string[]) =>
    lines.filter((line) => !/^a=(sendrecv|sendonly|recvonly|inactive)$/.test(line));
  return join([...bare(session), ...media.flatMap((medium) => [...bare(medium), `a=${direction}`])]);
}

const DUMMY_SESSION = ["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "c=IN IP4 127.0.0.1", "t=0 0"];

function dummy(codecs: readonly Codec[], numbering: Numbering, wide: boolean): string {
  const number = (codec: Codec): number => {
    if (codec === "opus") return numbering.opus;
    return codec === "PCMU" ? 0 : codec === "PCMA" ? 8 : 9;
  };
  const types = [...codecs.map(number), numbering.events8000, ...(wide ? [numbering.events48000] : [])];
  const lines = codecs.map(
    (codec) => `a=rtpmap:${number(codec)} ${codec}/${CLOCK[codec]}${codec === "opus" ? "/2" : ""}`,
  );
  if (codecs.includes("opus")) lines.push(`a=fmtp:${numbering.opus} minptime=10;useinbandfec=1`);
  for (const [type, clock] of [[numbering.events8000, 8000], ...(wide ? [[numbering.events48000, 48000]] : [])]) {
    lines.push(`a=rtpmap:${type} telephone-event/${clock}`, `a=fmtp:${type} 0-16`);
  }
  return join([...DUMMY_SESSION, `m=audio 9 RTP/AVP ${types.join(" ")}`, ...lines, "a=sendrecv", "a=ptime:20"]);
}

function keptFormats(audio: readonly string[], codec: Codec): number[] {
  const types = (audio[0] ?? "").split(" ").slice(3).map(Number);
  const formats = types.map((type) => format(type, audio));
  const speech = formats.find((one) => one.codec === codec);
  const own = formats.filter(({ events }) => events === CLOCK[codec]);
  const others = formats.filter(({ events }) => events !== null && events !== CLOCK[codec]);
  // A leg with Opus keeps the events of 8 kHz as well: it may be joined with one that knows no others.
  const events = codec === "opus" || own.length === 0 ? [...own, ...others] : own;
  return [...(speech === undefined ? [] : [speech]), ...events].map((one) => one.payloadType);
}

function format(payloadType: number, audio: readonly string[]): Format {
  const prefix = `a=rtpmap:${payloadType} `;
  const map = audio.find((line) => line.startsWith(prefix))?.slice(prefix.length);
  if (map === undefined) return { payloadType, codec: STATIC[payloadType] ?? null, events: null };
  const [name = "", clock = ""] = map.trim().split("/");
  if (name.toLowerCase() === "telephone-event") return { payloadType, codec: null, events: Number(clock) };
  const codec = CODECS.find((one) => one.toLowerCase() === name.toLowerCase() && CLOCK[one] === Number(clock));
  return { payloadType, codec: codec ?? null, events: null };
}

function directionOf(lines: readonly string[]): Direction {
  let direction: Direction = "sendrecv";
  for (const line of lines) {
    if (line === "a=sendrecv" || line === "a=sendonly" || line === "a=recvonly" || line === "a=inactive") {
      direction =
        line === "a=sendrecv"
          ? "sendrecv"
          : line === "a=sendonly"
            ? "sendonly"
            : line === "a=recvonly"
              ? "recvonly"
              : "inactive";
    }
    // RFC 2543 put a stream on hold by a connection address of zeros; some desk phones still do.
    if (line === "c=IN IP4 0.0.0.0") return "sendonly";
  }
  return direction;
}

const isAudio = (medium: readonly string[]): boolean => /^m=audio [1-9]/.test(medium[0] ?? "");

function sections(sdp: string): { session: string[]; media: string[][] } {
  const session: string[] = [];
  const media: string[][] = [];
  for (const raw of sdp.split("\n")) {
    const line = raw.trimEnd();
    if (line === "") continue;
    if (line.startsWith("m=")) media.push([line]);
    else (media.at(-1) ?? session).push(line);
  }
  return { session, media };
}

const join = (lines: readonly string[]): string => `${lines.join("\r\n")}\r\n`;

/** Two legs that gave one number to two things: take the usual numbers that are still free. */
function spread(numbering: Numbering): Numbering {
  const taken = new Set<number>();
  const free = (wanted: number): number => {
    let type = wanted;
    while (taken.has(type)) type = type === 127 ? 96 : type + 1;
    taken.add(type);
    return type;
  };
  return {
    opus: free(numbering.opus),
    events8000: free(numbering.events8000),
    events48000: free(numbering.events48000),
  };
}

/** The port of each audio, in order. */
export function portsOf(sdp: string): readonly number[] {
  return sections(sdp)
    .media.filter(isAudio)
    .map(([line = ""]) => Number(line.split(" ")[1]));
}

/** The number of telephone events at 8 kHz (RFC 4733) in an offer or answer; null where there are none. */
export function eventsOf(sdp: string): number | null {
  return readAudio(sdp)?.formats.find(({ events }) => events === 8000)?.payloadType ?? null;
}

/** Takes every audio of an offer as PCMA, each at its own port of this machine. */
export function listenersAnswer(offer: string, ports: readonly number[]): string {
  const audios = sections(offer).media.filter(isAudio);
  const lines = audios.flatMap((audio, index) => [
    `m=audio ${ports[index] ?? 0} RTP/AVP 8`,
    "c=IN IP4 127.0.0.1",
    "a=rtpmap:8 PCMA/8000",
    "a=recvonly",
    ...audio.filter((line) => line.startsWith("a=mid:")),
  ]);
  return join(["v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0", ...lines]);
}
