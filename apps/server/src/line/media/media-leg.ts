import type { Codec, Direction } from "./sdp.ts";
import type { LegKind } from "./towards.ts";

/** rtpengine's end of an ear: a port of this machine, and the payload type of keys (RFC 4733); null where it has none. */
export interface MixEnd {
  readonly port: number;
  readonly events: number | null;
}

/** One leg of a call, as its audio is concerned. */
export interface Leg {
  readonly tag: string;
  readonly kind: LegKind;
  /** What the endpoint said, reduced to one codec; null until it said anything. */
  sdp: string | null;
  codec: Codec;
  /** What the endpoint wants: `sendonly` from one that put us on hold. */
  direction: Direction;
  peer: string | null;
  /** The mixer's port for it while its dummy speaks for the mixer, and where the mixer finds it. */
  mixer: { readonly port: number; found: MixEnd } | null;
  playing: boolean;
  muted: boolean;
  /** Offered to another leg and not to its dummy. */
  direct: boolean;
}

export function newLeg(
  tag: string,
  kind: LegKind,
  said: Pick<Leg, "sdp" | "codec" | "direction">,
  direct = false,
): Leg {
  return { tag, kind, ...said, peer: null, mixer: null, playing: false, muted: false, direct };
}

/** What is sent there is lost (RFC 863). */
const DISCARD = 9;

export interface Dummy {
  readonly tag: string;
  readonly codec: Codec;
  readonly port: number;
}

/** Whom a leg is joined with that has no peer: nobody, who speaks what it does, or the mixer, which speaks PCMA. */
export function dummyOf({ tag, codec, mixer }: Leg): Dummy {
  return { tag: `d-${tag}`, codec: mixer === null ? codec : "PCMA", port: mixer?.port ?? DISCARD };
}
