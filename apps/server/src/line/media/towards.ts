import type { BencodeDict } from "../rtpengine/bencode.ts";

export type LegKind = "rtp" | "browser";

const COMMON = { SDES: ["off"], replace: ["origin", "session-connection"] };
/** How rtpengine is to speak with an endpoint. */
export const TOWARDS: Readonly<Record<LegKind, BencodeDict>> = {
  rtp: {
    ...COMMON,
    ICE: "remove",
    "transport-protocol": "RTP/AVP",
    "rtcp-mux": ["demux"],
    DTLS: "off",
    // Once rtpengine has learned where the endpoint is, nobody else speaks for it until it is offered or answered anew.
    flags: ["no-rtcp-attribute", "port-latching", "strict-source"],
  },
  browser: {
    ...COMMON,
    ICE: "force",
    "ICE-lite": "forward",
    "transport-protocol": "UDP/TLS/RTP/SAVPF",
    "rtcp-mux": ["offer", "require"],
    DTLS: "passive",
    flags: ["generate-mid", "no-rtcp-attribute", "port-latching"],
  },
};

/** The interface of rtpengine towards this server: the loopback. */
const INSIDE = "inside";
/** From an endpoint outside to the server. */
export const INWARDS: BencodeDict = { direction: ["default", INSIDE] };
/** What the server subscribes to; it answers with ports of its own. */
export const TO_LISTENER: BencodeDict = { ...TOWARDS.rtp, flags: ["no-rtcp-attribute"], interface: INSIDE };
