import { encodeText, parseMessage } from "@belfry/sip";
import { describe, expect, it } from "vitest";
import { callerOf } from "./caller.ts";

const FROM = "From: <sip:+31201111111@trunk.example>;tag=1";
const ANONYMOUS = 'From: "Anonymous" <sip:anonymous@anonymous.invalid>;tag=1';
const ASSERTED = 'P-Asserted-Identity: "Piet" <sip:+31699999999@carrier.example>';
const WITHHELD = { sent: null, name: null };
const PIET = { sent: "+31699999999", name: "Piet" };

function caller(...headers: readonly string[]) {
  const lines = [
    "INVITE sip:+31201230001@belfry.example SIP/2.0",
    "Via: SIP/2.0/TCP 192.0.2.1;branch=z9hG4bK1",
    "To: <sip:+31201230001@belfry.example>",
    "Call-ID: a",
    "CSeq: 1 INVITE",
    "Content-Length: 0",
    ...headers,
  ];
  const message = parseMessage(encodeText(`${lines.join("\r\n")}\r\n\r\n`));
  if (!("method" in message)) throw new Error("no request");
  return callerOf(message);
}

describe("who calls", () => {
  it("is whom the trunk asserts, else whom the call says it is from", () => {
    expect(caller(FROM, ASSERTED)).toEqual(PIET);
    expect(caller(FROM)).toEqual({ sent: "+31201111111", name: null });
    expect(caller("From: <tel:+31201111111>;tag=1")).toEqual({ sent: "+31201111111", name: null });
  });

  it.each(["id", "user", "header", "ID", "user; id", "id;critical", "header, id", "session;user"])(
    "is nobody's business with Privacy: %s",
    (value) => {
      expect(caller(FROM, ASSERTED, `Privacy: ${value}`)).toEqual(WITHHELD);
      expect(caller('From: "Piet" <sip:+31201111111@trunk.example>;tag=1', `Privacy: ${value}`)).toEqual(WITHHELD);
    },
  );

  it("is shown with a Privacy that withholds nothing of it", () => {
    expect(caller(FROM, ASSERTED, "Privacy: none")).toEqual(PIET);
    expect(caller(FROM, ASSERTED, "Privacy: session")).toEqual(PIET);
  });

  it("is withheld by an anonymous From alone, whatever the trunk asserts", () => {
    expect(caller(ANONYMOUS)).toEqual(WITHHELD);
    expect(caller(ANONYMOUS, ASSERTED)).toEqual(WITHHELD);
    expect(caller("From: <sip:Anonymous@192.0.2.1>;tag=1", ASSERTED)).toEqual(WITHHELD);
    expect(caller(ANONYMOUS, ASSERTED, "Privacy: none")).toEqual(PIET);
  });
});
