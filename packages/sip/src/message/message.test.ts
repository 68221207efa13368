import { describe, expect, it } from "vitest";
import {
  encodeText,
  headerItems,
  headerValues,
  makeResponse,
  parseMessage,
  type SipRequest,
  serialise,
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
