import { describe, expect, it } from "vitest";
import {
  answerFailure,
  encodeText,
  headerHas,
  headerItems,
  headerValues,
  makeResponse,
  parseMessage,
  parseUri,
  type SipRequest,
  serialise,
  withHeader,
} from "../index.ts";

const invite = [
  "INVITE sip:3001-demo@192.0.2.2:15061;transport=tcp SIP/2.0",
  "v: SIP/2.0/TCP 192.0.2.9:5060;branch=z9hG4bKa;rport , SIP / 2.0 / UDP [2001:db8::1] : 5070 ;branch=z9hG4bKb",
  "Record-Route: <sip:192.0.2.9;lr>, <sip:[2001:db8::1]:5070;lr>",
  "Via: SIP/2.0/WSS df7jal23ls0d.invalid;branch=z9hG4bKc",
  'f: "Anna \\"the\\" Vries" <sip:+31612345678@belfry.invalid;user=phone>;tag=77',
  "t: <tel:+31201230001;phone-context=example.com>",
  "i: 843817637684230@998sdasdh09",
  "cSeQ: 314159 INVITE",
  "Subject: a folded",
  "\t  value",
  "X-Unknown: kept, as it is",
  "Content-Type: application/sdp",
  "l: 4",
  "",
  "v=0\r\nbehind",
].join("\r\n");

function parsed(text: string): SipRequest {
  const message = parseMessage(encodeText(text));
  if (message.kind !== "request") throw new Error(JSON.stringify(message));
  return message;
}

describe("a request", () => {
  it("is read with compact names, folded lines and several Via", () => {
    const request = parsed(invite);
    expect(request.uri).toMatchObject({
      user: "3001-demo",
      host: "192.0.2.2",
      port: 15061,
      params: { transport: "tcp" },
    });
    expect(request.via.map((via) => [via.transport, via.host, via.port])).toEqual([
      ["TCP", "192.0.2.9", 5060],
      ["UDP", "[2001:db8::1]", 5070],
      ["WSS", "df7jal23ls0d.invalid", null],
    ]);
    expect(request.from).toMatchObject({ display: 'Anna "the" Vries', params: { tag: "77" } });
    expect(request.to.uri).toEqual({
      scheme: "tel",
      number: "+31201230001",
      params: { "phone-context": "example.com" },
    });
    expect(request.cseq).toEqual({ sequence: 314159, method: "INVITE" });
    expect(headerValues(request, "s")).toEqual(["a folded value"]);
    expect(headerValues(request, "x-unknown")).toEqual(["kept, as it is"]);
    expect(headerItems(request, "record-route")).toHaveLength(2);
    expect(request.body).toEqual(encodeText("v=0\r"));
  });

  it("comes back the same from its own bytes", () => {
    const request = parsed(invite);
    expect(parseMessage(serialise(request))).toEqual(request);
  });

  it("is answered with the headers that it was sent with", () => {
    const response = makeResponse(parsed(invite), 200, { toTag: "ours", headers: [{ name: "m", value: "<sip:a@b>" }] });
    const back = parseMessage(serialise(response));
    expect(back).toEqual(response);
    expect(back).toMatchObject({ kind: "response", status: 200, reason: "OK", to: { params: { tag: "ours" } } });
    expect(headerItems(response, "Record-Route")).toHaveLength(2);
    expect(headerValues(response, "Contact")).toEqual(["<sip:a@b>"]);
  });
});

const lines = [
  "INVITE sip:a@b.com SIP/2.0",
  "Via: SIP/2.0/UDP c.com;branch=z9hG4bK1",
  "Record-Route: <sip:p.com;lr>",
  "Timestamp: 54",
  "Max-Forwards: 70",
  "From: <sip:c@d.com>;tag=1",
  "To: <sip:a@b.com>",
  "Call-ID: 1",
  "CSeq: 1 INVITE",
];

function withLines(...more: readonly string[]): string {
  return `${[...lines, ...more].join("\r\n")}\r\n\r\n`;
}

function replaced(from: string, to: string): string {
  return withLines().replace(from, to);
}

describe("a datagram", () => {
  it("may begin with empty lines", () => expect(parsed(`\r\n\r\n${withLines()}`).method).toBe("INVITE"));

  it("without Content-Length has a body to its end; with it, no more and no less than that", () => {
    expect(parsed(`${withLines()}abc`).body).toHaveLength(3);
    expect(parsed(`${withLines("Content-Length: 2")}abc`).body).toHaveLength(2);
    const short = parseMessage(encodeText(`${withLines("Content-Length: 4")}abc`));
    expect(short).toMatchObject({ kind: "failure", status: 400 });
  });

  const refused: readonly (readonly [string, string])[] = [
    ...lines.slice(4).map((line) => [`${line.split(":")[0]} twice`, withLines(line)] as const),
    ["From missing", replaced("From: <sip:c@d.com>;tag=1\r\n", "")],
    ["CSeq missing", replaced("CSeq: 1 INVITE\r\n", "")],
    ["a line feed alone", withLines("X: a\nY: b")],
    ["a carriage return alone", withLines("X: a\rY: b")],
    ["a line without a colon", withLines("X")],
    ["a name that is no token", withLines("X Y: 1")],
    ["a fold before the first header", replaced("SIP/2.0\r\nVia", "SIP/2.0\r\n X: 1\r\nVia")],
    ["no empty line at the end", withLines().slice(0, -2)],
    ["too many hops", replaced("Max-Forwards: 70", "Max-Forwards: 256")],
    ["white space in Call-ID", replaced("Call-ID: 1", "Call-ID: 1 2")],
    ["a sequence of 2^31", replaced("CSeq: 1", "CSeq: 2147483648")],
    ["another version in Via", replaced("SIP/2.0/UDP", "SIP/1.0/UDP")],
    ["Via without a host", replaced("UDP c.com", "UDP ;a")],
    ["port 65536", replaced("a@b.com SIP", "a@b.com:65536 SIP")],
    ["port without digits", replaced("UDP c.com", "UDP c.com:")],
  ];
  it.each(refused)("is refused for %s", (_, text) => {
    expect(parseMessage(encodeText(text))).toMatchObject({ kind: "failure", status: 400 });
  });

  it.each([
    ["an ACK, which has no answer", replaced("a@b.com SIP", "a@b.com:65536 SIP").replaceAll("INVITE", "ACK")],
    ["a request without Via", replaced("Via: SIP/2.0/UDP c.com;branch=z9hG4bK1\r\n", "")],
    ["something else than SIP", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a byte order mark first", `\ufeff${withLines()}`],
    ["a response with a line feed in its reason", replaced(lines[0] ?? "", "SIP/2.0 200 a\nb")],
    ["a status of 700", replaced(lines[0] ?? "", "SIP/2.0 700 No")],
    ["nothing", ""],
  ])("is dropped for %s", (_, text) => {
    const failure = parseMessage(encodeText(text));
    expect(failure).toMatchObject({ kind: "failure", status: null });
    expect(failure.kind === "failure" ? answerFailure(failure, "t") : failure).toBeNull();
  });

  it("may hold a display name in Latin-1", () => {
    const data = encodeText(replaced("From: <", 'From: "Jos?" <'));
    data[data.indexOf(0x3f)] = 0xe9;
    expect(parseMessage(data)).toMatchObject({ kind: "request", from: { display: "José" } });
  });
});

describe("an IPv6 reference", () => {
  const good = ["::", "::1", "1::", "2001:db8::1", "1:2:3:4:5:6:7:8", "::ffff:192.0.2.1", "1:2:3:4:5:6:1.2.3.4"];
  const bad = [
    "",
    ":",
    "1",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1::2::3",
    "12345::",
    "::1.2.3.256",
    "1.2.3.4",
    "::1.2.3.4:1",
  ];
  it.each(good)("[%s]", (address) => expect(parseUri(`sip:[${address}]`)).toMatchObject({ host: `[${address}]` }));
  it.each(bad)("not [%s]", (address) => expect(parseUri(`sip:[${address}]`)).toBeNull());
});

describe("a response of ours", () => {
  it("holds Record-Route only where a dialog may begin, and Timestamp only in a 100", () => {
    const request = parsed(withLines());
    const found = [100, 180, 200, 404].map((status) => {
      const response = makeResponse(request, status);
      return [headerValues(response, "Record-Route").length, headerValues(response, "Timestamp").length];
    });
    expect(found).toEqual([
      [0, 1],
      [1, 0],
      [1, 0],
      [0, 0],
    ]);
  });

  it("leaves a tag that To has", () => {
    const request = parsed(replaced("To: <sip:a@b.com>", "To: <sip:a@b.com>;tag=old"));
    expect(makeResponse(request, 200, { toTag: "new" }).to.params).toEqual({ tag: "old" });
  });
});

describe("changing headers", () => {
  const request = parsed(withLines("Supported: a", "X: 1", "k: b", "Content-Length: 0"));

  it("replaces, adds and takes away, and leaves the message as it was", () => {
    const before = JSON.stringify(request);
    const changed = withHeader(withHeader(withHeader(request, "supported", ["c"]), "X", []), "Contact", ["<sip:me>"]);
    expect(changed.headers.slice(8).map(({ name, value }) => `${name}: ${value}`)).toEqual([
      "Supported: c",
      "Contact: <sip:me>",
      "Content-Length: 0",
    ]);
    expect(parseMessage(serialise(changed))).toEqual(changed);
    expect(JSON.stringify(request)).toBe(before);
  });

  it("does not touch those that are held in parsed form too", () => {
    for (const name of ["v", "From", "t", "call-id", "CSeq", "l"]) {
      expect(() => withHeader(request, name, ["x"])).toThrow(RangeError);
    }
  });

  it("looks for tokens in any case", () => {
    expect([headerHas(request, "Supported", "B"), headerHas(request, "Supported", "c")]).toEqual([true, false]);
  });
});
