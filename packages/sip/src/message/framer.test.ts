import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { answerFailure } from "./build.ts";
import { type Frame, StreamFramer } from "./framer.ts";
import { decodeText, encodeText } from "./text.ts";

function message(body: string, contentLength = `Content-Length: ${encodeText(body).length}`): string {
  return (
    "OPTIONS sip:a@b.com SIP/2.0\r\nVia: SIP/2.0/TCP c.com;branch=z9hG4bK1\r\nFrom: <sip:c@d.com>;tag=1\r\n" +
    `To: <sip:a@b.com>\r\nCall-ID: 1\r\n${contentLength}\r\nCSeq: 1 OPTIONS\r\n\r\n${body}`
  );
}

function show(frame: Frame): string {
  return frame.kind === "message" ? decodeText(frame.data) : frame.kind;
}

function feed(framer: StreamFramer, text: string): readonly string[] {
  return framer.push(encodeText(text)).map(show);
}

function failure(text: string, framer = new StreamFramer()) {
  const [frame] = framer.push(encodeText(text));
  return frame?.kind === "failure" ? frame.failure : null;
}

describe("the stream framer", () => {
  it("cuts by Content-Length in every spelling", () => {
    for (const line of ["Content-Length: 2", "l:2", "L : 2", "content-length\t:\r\n 2", "CONTENT-LENGTH: 02"]) {
      const text = message("hi", line);
      expect(feed(new StreamFramer(), text + text), line).toEqual([text, text]);
    }
  });

  it("gives the same frames whatever the chunks are", () => {
    const parts = [
      message(""),
      "\r\n\r\n",
      message("v=0\r\n\r\nü"),
      message("x".repeat(300)),
      "\r\n\r\n\r\n\r\n",
      message(""),
    ];
    const stream = encodeText(parts.join(""));
    const whole = new StreamFramer().push(stream).map(show);
    expect(whole).toEqual([parts[0], "ping", parts[2], parts[3], "ping", "ping", parts[5]]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 }), (sizes) => {
        const framer = new StreamFramer();
        const frames: string[] = [];
        for (let at = 0, i = 0; at < stream.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          frames.push(...framer.push(stream.slice(at, at + size)).map(show));
          at += size;
        }
        // Half a ping that stands alone is taken for a pong first.
        expect(frames.filter((frame) => frame !== "pong")).toEqual(whole);
      }),
    );
  });

  it("keeps what it gave out when more arrives", () => {
    const framer = new StreamFramer();
    const [first, second] = [message("first"), message("second")];
    const bytes = encodeText(first + second);
    framer.push(bytes.slice(0, 50));
    const [frame] = framer.push(bytes.slice(50, first.length + 40));
    framer.push(bytes.slice(first.length + 40));
    framer.push(encodeText(second.toUpperCase()));
    expect(frame && show(frame)).toBe(first);
  });

  it("tells ping from pong (RFC 5626 4.4.1)", () => {
    const framer = new StreamFramer();
    expect(feed(framer, "\r\n\r\n")).toEqual(["ping"]);
    expect(feed(framer, "\r\n")).toEqual(["pong"]);
    expect(feed(framer, message(""))).toHaveLength(1);
    expect(feed(framer, `\r\n${message("")}`)).toHaveLength(2);
    expect(feed(framer, "\r")).toEqual([]);
    expect(feed(framer, "\n\r\n")).toEqual(["ping"]);
  });

  it("fails without Content-Length, with two that differ, and with one that is no number", () => {
    for (const line of ["X: 1", "Content-Length: 2\r\nl: 3", "l: -1", "l: 2x", "l: 2 2", "l: ", "l: 99999999999"]) {
      expect(failure(message("hi", line)), line).toMatchObject({ status: 400, partial: { method: "OPTIONS" } });
    }
    const broken = failure(message("hi", "X: 1"));
    expect(broken && decodeText(answerFailure(broken, "t") ?? encodeText(""))).toMatch(
      /^SIP\/2\.0 400 [\s\S]*\r\nTo: <sip:a@b\.com>;tag=t\r\n[\s\S]*\r\nCSeq: 1 OPTIONS\r\n/,
    );
    const response = "SIP/2.0 200 OK\r\nVia: SIP/2.0/TCP c.com\r\nFrom: <sip:c@d.com>\r\nTo: <sip:a@b.com>\r\n\r\n";
    expect(failure(response)).toMatchObject({ status: null });
  });

  it("takes the same length twice, as the parser does", () => {
    const text = message("hi", "Content-Length: 2\r\nl: 2");
    expect(feed(new StreamFramer(), text)).toEqual([text]);
  });

  it("does not take another header for Content-Length", () => {
    const text = message("hi", "Content-Lengths: 9\r\nX-Content-Length: 9\r\nLx: 9\r\nContent-Length: 2");
    expect(feed(new StreamFramer(), text)).toEqual([text]);
  });

  it("has limits, and says nothing more after a failure", () => {
    const limits = { maxHead: 500, maxBody: 100 };
    const tooLong = new StreamFramer(limits);
    expect(failure(message("x".repeat(101)), tooLong)).toMatchObject({ status: 513 });
    expect(tooLong.push(encodeText(message("")))).toEqual([]);
    const endless = new StreamFramer(limits);
    let frames: readonly Frame[] = [];
    for (let i = 0; i < 600 && frames.length === 0; i++) frames = endless.push(encodeText("x"));
    expect(frames[0]).toMatchObject({ kind: "failure", failure: { status: null } });
    const headers = failure(message("", `X: ${"x".repeat(500)}\r\nl: 0`), new StreamFramer(limits));
    expect(headers).toMatchObject({ status: 513, partial: { method: "OPTIONS" } });
    expect(feed(new StreamFramer(limits), message("x".repeat(100)))).toHaveLength(1);
  });
});
