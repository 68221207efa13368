import { encodeText } from "../text.ts";

/** One message of RFC 4475 or RFC 5118 and what is to become of it. */
export interface TortureMessage {
  /** As the RFC calls it. */
  readonly name: string;
  readonly section: string;
  readonly data: Uint8Array;
  /** What `parseMessage` makes of it: a message, a failure to answer with this status, or one to drop. */
  readonly parser: "accept" | "drop" | number;
  /** What a user agent answers to what the parser accepts; null where the message asks for nothing unusual. */
  readonly userAgent: "drop" | number | null;
}

/** Lines as they are read here become lines as they are sent. */
export function wire(text: string): Uint8Array {
  return encodeText(text.replaceAll("\n", "\r\n"));
}

/** The session description that most of the messages of RFC 4475 carry. */
export function sdp(address: string, times = "0 0"): string {
  return `v=0
o=mhandley 29739 7272939 IN IP4 ${address}
s=-
c=IN IP4 ${address}
t=${times}
m=audio 49217 RTP/AVP 0 12
m=video 3227 RTP/AVP 31
a=rtpmap:31 LPC
`;
}
