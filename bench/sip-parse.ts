/**
 * How long one SIP message takes from the bytes of a socket to a message, for our parser and for two others.
 * Run with Node 24: `node bench/sip-parse.ts [--json FILE]`.
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { parseArgs } from "node:util";
import { parseMessage } from "@belfry/sip";
import { LoggerFactory } from "sip.js/lib/core/log/logger-factory.js";
import { Parser } from "sip.js/lib/core/messages/parser.js";

const sdp = [
  "v=0",
  "o=- 1763680000 1763680001 IN IP4 198.51.100.20",
  "s=-",
  "c=IN IP4 198.51.100.20",
  "t=0 0",
  "m=audio 24880 RTP/AVP 9 8 0 101",
  "a=rtpmap:9 G722/8000",
  "a=rtpmap:8 PCMA/8000",
  "a=rtpmap:0 PCMU/8000",
  "a=rtpmap:101 telephone-event/8000",
  "a=fmtp:101 0-16",
  "a=ptime:20",
  "a=sendrecv",
  "",
].join("\r\n");

function bytes(lines: readonly string[], body: string): Buffer {
  return Buffer.from([...lines, `Content-Length: ${Buffer.byteLength(body)}`, "", body].join("\r\n"));
}

const messages = {
  "INVITE with SDP": bytes(
    [
      "INVITE sip:+31201230001@203.0.113.7:5060;user=phone SIP/2.0",
      "Via: SIP/2.0/UDP 198.51.100.10:5060;rport;branch=z9hG4bK5f2c4e9a1d7b3086",
      "Record-Route: <sip:198.51.100.10;lr;ftag=7c1e9b52>",
      "Max-Forwards: 69",
      'From: "J. de Vries" <sip:+31612345678@trunk.example.net;user=phone>;tag=7c1e9b52',
      "To: <sip:+31201230001@203.0.113.7;user=phone>",
      "Call-ID: 6a2f0d51-93be-4c7e-8f10-5d2b7a9c41ee@198.51.100.10",
      "CSeq: 102 INVITE",
      "Contact: <sip:+31612345678@198.51.100.10:5060;transport=udp>",
      "P-Asserted-Identity: <sip:+31612345678@trunk.example.net;user=phone>",
      "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, UPDATE, INFO, REFER, NOTIFY",
      "Supported: 100rel, timer, replaces",
      "Session-Expires: 1800;refresher=uac",
      "User-Agent: Exchange SBC 9.2",
      "Content-Type: application/sdp",
    ],
    sdp,
  ),
  "200 with SDP": bytes(
    [
      "SIP/2.0 200 OK",
      "Via: SIP/2.0/TCP 127.0.0.1:15062;branch=z9hG4bK8d1f6b2a90c4e357;rport=15062;received=127.0.0.1",
      "Record-Route: <sip:127.0.0.1:15061;transport=tcp;lr;r2=on>, <sip:127.0.0.1:15060;transport=ws;lr;r2=on>",
      "From: <sip:switch@belfry.invalid>;tag=a91c27d0",
      "To: <sip:3001-demo@belfry.invalid>;tag=k3v9u1q7e5",
      "Call-ID: 0c5f9d2e7b184a63",
      "CSeq: 1 INVITE",
      "Contact: <sip:q8l2m4n6@z7p1c3x5.invalid;transport=ws;ob>",
      "Allow: INVITE,ACK,CANCEL,BYE,UPDATE,MESSAGE,OPTIONS,REFER,INFO,NOTIFY",
      "Supported: timer,gruu,ice,replaces,outbound",
      "Content-Type: application/sdp",
    ],
    sdp,
  ),
  ACK: bytes(
    [
      "ACK sip:+31612345678@198.51.100.10:5060;transport=udp SIP/2.0",
      "Via: SIP/2.0/UDP 198.51.100.10:5060;rport;branch=z9hG4bK1b8e6c0f92d47a35",
      "Max-Forwards: 69",
      "From: <sip:+31612345678@trunk.example.net>;tag=7c1e9b52",
      "To: <sip:+31201230001@203.0.113.7>;tag=e4d7a018",
      "Call-ID: 6a2f0d51-93be-4c7e-8f10-5d2b7a9c41ee@198.51.100.10",
      "CSeq: 102 ACK",
    ],
    "",
  ),
};

interface SipModule {
  readonly parse: (text: string) => unknown;
}
const sip: SipModule = createRequire(import.meta.url)("sip");
const factory = new LoggerFactory();
factory.builtinEnabled = false;
const silent = factory.getLogger("bench");

interface Contender {
  readonly name: string;
  /** Whether the bytes became a message. */
  readonly parse: (data: Buffer) => boolean;
}

const contenders: readonly Contender[] = [
  { name: "belfry", parse: (data) => parseMessage(data).kind !== "failure" },
  { name: "SIP.js 0.21.2", parse: (data) => Parser.parseMessage(data.toString("utf8"), silent) !== undefined },
  { name: "sip 0.0.6", parse: (data) => sip.parse(data.toString("utf8")) !== undefined },
];

const rounds = 15;
const roundMilliseconds = 25;

/** Microseconds for one message, over one round. */
function measure(parse: Contender["parse"], data: Buffer): number {
  let count = 0;
  let parsed = 0;
  let elapsed = 0;
  const start = performance.now();
  while (elapsed < roundMilliseconds) {
    for (let i = 0; i < 20; i++) if (parse(data)) parsed++;
    count += 20;
    elapsed = performance.now() - start;
  }
  if (parsed !== count) throw new Error("A parser did not read a message that it should read.");
  return (elapsed * 1_000) / count;
}

interface Row {
  readonly message: string;
  readonly bytes: number;
  readonly parser: string;
  /** Microseconds for one message: the median and the best of the rounds. */
  readonly median: number;
  readonly best: number;
}

function run(): readonly Row[] {
  const samples = new Map<string, number[]>();
  // The contenders take turns, so that a busy moment of the machine falls on all of them.
  for (let round = -5; round < rounds; round++) {
    for (const [message, data] of Object.entries(messages)) {
      for (const { name, parse } of contenders) {
        const time = measure(parse, data);
        const key = `${message}|${name}`;
        if (round >= 0) samples.set(key, [...(samples.get(key) ?? []), time]);
      }
    }
  }
  return Object.entries(messages).flatMap(([message, data]) =>
    contenders.map(({ name }) => {
      const times = (samples.get(`${message}|${name}`) ?? []).toSorted((a, b) => a - b);
      const [median = Number.NaN, best = Number.NaN] = [times[times.length >> 1], times[0]];
      return { message, bytes: data.length, parser: name, median: round2(median), best: round2(best) };
    }),
  );
}

function round2(value: number): number {
  return Math.round(value * 100) / 100;
}

const { values } = parseArgs({ options: { json: { type: "string" } } });
const rows = run();
console.log("Microseconds from bytes to message:");
console.table(rows);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ sipParse: rows }, null, 2)}\n`);
