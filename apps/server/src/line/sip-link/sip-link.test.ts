import { once } from "node:events";
import { createServer } from "node:net";
import pino from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../clock.ts";
import { SipLink } from "./sip-link.ts";

const request = (call: string) =>
  [
    "NOTIFY sip:switch@127.0.0.1 SIP/2.0",
    `Via: SIP/2.0/TCP 127.0.0.1:9;branch=z9hG4bK${call}`,
    "From: <sip:edge@belfry.invalid>;tag=a",
    "To: <sip:switch@belfry.invalid>",
    `Call-ID: ${call}`,
    "CSeq: 1 NOTIFY",
    "Event: belfry-registration",
    "Max-Forwards: 70",
    "Content-Length: 0",
    "",
    "",
  ].join("\r\n");

describe("the link to the edge", () => {
  it("goes on after an event that could not be dealt with", async () => {
    const edge = createServer().listen(0, "127.0.0.1");
    await once(edge, "listening");
    const address = edge.address();
    if (address === null || typeof address === "string") throw new Error("No port.");
    const heard: string[] = [];
    const { promise: second, resolve } = Promise.withResolvers<void>();
    const link = new SipLink({
      linkPort: address.port,
      switchPort: 0,
      switchKey: "key",
      mostInvites: 10,
      clock: systemClock,
      log: pino({ level: "silent" }),
      onEvent: (event) => {
        heard.push(event.type);
        if (heard.length === 1) throw new Error("a mistake of ours");
        resolve();
      },
      onUp: () => {},
      onDown: () => {},
    });
    const connected = once(edge, "connection");
    await link.open();
    const [socket] = await connected;
    onTestFinished(async () => {
      await link.close();
      socket.destroy();
      edge.close();
    });
    socket.write(request("one") + request("two"));
    await second;
    expect(heard).toEqual(["request", "request"]);
  });
});
