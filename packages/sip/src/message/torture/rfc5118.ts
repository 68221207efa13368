import { encodeText } from "../text.ts";
import { type TortureMessage, wire } from "./message.ts";

/** NOTE: the RFC's own Content-Lengths are those of other line endings, so they are counted afresh here. */
function message(name: string, section: string, head: string, body = "", parser: TortureMessage["parser"] = "accept") {
  const length = encodeText(body.replaceAll("\n", "\r\n")).length;
  const data = wire(`${head}\nContent-Length: ${length}\n\n${body}`);
  return { name, section, data, parser, userAgent: null } satisfies TortureMessage;
}

function register(uri: string, contactFirst = false): string {
  const contact = `Contact: "Caller" <sip:caller@[2001:db8::1]>`;
  const hops = "Max-Forwards: 70";
  return `REGISTER ${uri} SIP/2.0
To: sip:user@example.com
From: sip:user@example.com;tag=81x2
Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111
Call-ID: SSG9559905523997077@hlau_4100
${contactFirst ? `${contact}\n${hops}` : `${hops}\n${contact}`}
CSeq: 98176 REGISTER`;
}

function options(address: string): string {
  return `OPTIONS sip:user@${address} SIP/2.0
To: sip:user@${address}
From: sip:user@example.com;tag=810x2
Via: SIP/2.0/UDP lab1.east.example.com;branch=z9hG4bKas3-111
Call-ID: G9559905523997077@hlau_4100
CSeq: 689 OPTIONS
Max-Forwards: 70`;
}

function video(address: string, subject: string): string {
  return `v=0
o=assistant 971731711378798081 0 IN IP6 ${address}
s=${subject}
c=IN IP6 ${address}
t=3338481189 3370017201
m=audio 6000 RTP/AVP 2
a=rtpmap:2 G726-32/8000
m=video 6024 RTP/AVP 107
a=rtpmap:107 H263-1998/90000
`;
}

/** RFC 5118 4: IPv6 addresses in every place where SIP may hold one. */
export const rfc5118: readonly TortureMessage[] = [
  message("ipv6-good", "4.1", register("sip:[2001:db8::10]")),
  message("ipv6-bad", "4.2", register("sip:2001:db8::10"), "", 400),
  message("port-ambiguous", "4.3", register("sip:[2001:db8::10:5070]", true)),
  message("port-unambiguous", "4.4", register("sip:[2001:db8::10]:5070", true)),
  message(
    "via-received-param-with-delim",
    "4.5",
    `BYE sip:[2001:db8::10] SIP/2.0
To: sip:user@example.com;tag=bd76ya
From: sip:user@example.com;tag=81x2
Via: SIP/2.0/UDP [2001:db8::9:1];received=[2001:db8::9:255];branch=z9hG4bKas3-111
Call-ID: SSG9559905523997077@hlau_4100
Max-Forwards: 70
CSeq: 321 BYE`,
  ),
  message(
    "via-received-param-no-delim",
    "4.5",
    `OPTIONS sip:[2001:db8::10] SIP/2.0
To: sip:user@example.com
From: sip:user@example.com;tag=81x2
Via: SIP/2.0/UDP [2001:db8::9:1];received=2001:db8::9:255;branch=z9hG4bKas3
Call-ID: SSG95523997077@hlau_4100
Max-Forwards: 70
Contact: "Caller" <sip:caller@[2001:db8::9:1]>
CSeq: 921 OPTIONS`,
  ),
  message(
    "ipv6-in-sdp",
    "4.6",
    `INVITE sip:user@[2001:db8::10] SIP/2.0
To: sip:user@[2001:db8::10]
From: sip:user@example.com;tag=81x2
Via: SIP/2.0/UDP [2001:db8::20];branch=z9hG4bKas3-111
Call-ID: SSG9559905523997077@hlau_4100
Contact: "Caller" <sip:caller@[2001:db8::20]>
CSeq: 8612 INVITE
Max-Forwards: 70
Content-Type: application/sdp`,
    video("2001:db8::20", "Live video feed for today's meeting"),
  ),
  message(
    "mult-ip-in-header",
    "4.7",
    `BYE sip:user@host.example.net SIP/2.0
Via: SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111
Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144
Via: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200
Call-ID: 997077@lau_4100
Max-Forwards: 70
CSeq: 89187 BYE
To: sip:user@example.net;tag=9817--94
From: sip:user@example.com;tag=81x2`,
  ),
  message(
    "mult-ip-in-sdp",
    "4.8",
    `INVITE sip:user@[2001:db8::10] SIP/2.0
To: sip:user@[2001:db8::10]
From: sip:user@example.com;tag=81x2
Via: SIP/2.0/UDP [2001:db8::9:1];branch=z9hG4bKas3-111
Call-ID: SSG9559905523997077@hlau_4100
Contact: "Caller" <sip:caller@[2001:db8::9:1]>
Max-Forwards: 70
CSeq: 8912 INVITE
Content-Type: application/sdp`,
    `v=0
o=bob 280744730 28977631 IN IP4 host.example.com
s=
t=0 0
m=audio 22334 RTP/AVP 0
c=IN IP4 192.0.2.1
m=video 6024 RTP/AVP 107
c=IN IP6 2001:db8::1
a=rtpmap:107 H263-1998/90000
`,
  ),
  message(
    "ipv4-mapped-ipv6",
    "4.9",
    `INVITE sip:user@example.com SIP/2.0
To: sip:user@example.com
From: sip:user@east.example.com;tag=81x2
Via: SIP/2.0/UDP [::ffff:192.0.2.10]:19823;branch=z9hG4bKbh19
Via: SIP/2.0/UDP [::ffff:192.0.2.2];branch=z9hG4bKas3-111
Call-ID: SSG9559905523997077@hlau_4100
Contact: "T. desk phone" <sip:ted@[::ffff:192.0.2.2]>
CSeq: 612 INVITE
Max-Forwards: 70
Content-Type: application/sdp`,
    video("::ffff:192.0.2.2", "Call me soon, please!"),
  ),
  message("ipv6-bug-abnf-3-colons", "4.10", options("[2001:db8:::192.0.2.1]")),
  message("ipv6-correct-abnf-2-colons", "4.10", options("[2001:db8::192.0.2.1]")),
];
