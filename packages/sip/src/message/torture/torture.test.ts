import { describe, expect, it } from "vitest";
import { parseNameAddrs } from "../address.ts";
import { answerFailure } from "../build.ts";
import { headerItems, headerValues } from "../headers.ts";
import { parseMessage } from "../parse.ts";
import { serialise } from "../serialise.ts";
import { decodeText } from "../text.ts";
import type { SipMessage, SipRequest } from "../types.ts";
import type { TortureMessage } from "./message.ts";
import { rfc4475Invalid } from "./rfc4475-invalid.ts";
import { rfc4475Semantics } from "./rfc4475-semantics.ts";
import { rfc4475Valid } from "./rfc4475-valid.ts";
import { rfc5118 } from "./rfc5118.ts";

const all: readonly TortureMessage[] = [...rfc4475Valid, ...rfc4475Invalid, ...rfc4475Semantics, ...rfc5118];

function find(name: string): TortureMessage {
  const found = all.find((message) => message.name === name);
  if (found === undefined) throw new Error(`no message ${name}`);
  return found;
}

function accepted(name: string): SipMessage {
  const message = parseMessage(find(name).data);
  if (message.kind === "failure") throw new Error(`${name}: ${message.reason}`);
  return message;
}

function request(name: string): SipRequest {
  const message = accepted(name);
  if (message.kind !== "request") throw new Error(`${name} is not a request`);
  return message;
}

describe("RFC 4475 and RFC 5118", () => {
  it("are all here", () => expect([all.length, new Set(all.map(({ name }) => name)).size]).toEqual([61, 61]));

  it.each(all.map((message) => [message.section, message.name, message] as const))("%s %s", (_, __, message) => {
    const parsed = parseMessage(message.data);
    if (message.parser === "accept") {
      expect(parsed).not.toHaveProperty("status", null);
      expect(["request", "response"]).toContain(parsed.kind);
      if (parsed.kind !== "failure") expect(reread(parsed)).toEqual(withLength(parsed));
    } else {
      expect(parsed).toMatchObject({ kind: "failure", status: message.parser === "drop" ? null : message.parser });
      if (parsed.kind !== "failure") return;
      const answer = answerFailure(parsed, "tag");
      if (message.parser === "drop") expect(answer).toBeNull();
      else expect(answer && decodeText(answer)).toMatch(new RegExp(`^SIP/2.0 ${message.parser} [^]*\r\nVia: SIP/`));
    }
  });
});

function reread(message: SipMessage) {
  return parseMessage(serialise(message));
}

/** The message as `serialise` writes it, which always counts the body. */
function withLength(message: SipMessage): SipMessage {
  const value = String(message.body.length);
  const others = message.headers.filter(({ name }) => name !== "Content-Length");
  const headers =
    others.length === message.headers.length
      ? [...others, { name: "Content-Length", value }]
      : message.headers.map((header) => (header.name === "Content-Length" ? { ...header, value } : header));
  return { ...message, headers };
}

describe("what the odd ones mean", () => {
  it("wsinv: folded lines, both forms of a name, quotes inside quotes", () => {
    const message = request("wsinv");
    expect(message.to.params).toEqual({ tag: "1918181833n" });
    expect(message.from).toMatchObject({ display: 'J Rosenberg \\"', params: { tag: "98asjd8" } });
    expect(message.cseq).toEqual({ sequence: 9, method: "INVITE" });
    expect(message.via.map(({ transport, host, params }) => [transport, host, params])).toEqual([
      ["UDP", "192.0.2.2", { branch: "390skdjuw" }],
      ["TCP", "spindle.example.com", { branch: "z9hG4bK9ikj8" }],
      ["UDP", "192.168.255.111", { branch: "z9hG4bK30239" }],
    ]);
    expect(headerValues(message, "Subject")).toEqual([""]);
    expect(headerValues(message, "newfangledheader")).toEqual(["newfangled value continued newfangled value"]);
    expect(headerValues(message, "UnknownHeaderWithUnusualValue")).toEqual([";;,,;;,;"]);
    expect(message.body).toHaveLength(150);
  });

  it("intmeth: every character that may stand somewhere", () => {
    const message = request("intmeth");
    expect(message.method).toBe("!interesting-Method0123456789_*+`.%indeed'~");
    expect(message.uri).toMatchObject({
      user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*",
      password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)",
      host: "example.com",
    });
    expect(message.to.display).toBe("BEL:\u0007 NUL:\u0000 DEL:\u007f");
    expect(message.from.display).toBe("token1~` token2'+_ token3*%!.-");
    expect(message.from.params["fromparam''~+*_!.-%"]).toBe('"работающий"');
    expect(headerValues(message, "extensionHeader-!.%*+_`'~")).toEqual(["\ufeff大停電"]);
  });

  it("esc01, escnull, esc02: escapes stay as they are and mean nothing in names", () => {
    expect(request("esc01").uri).toMatchObject({ user: "sips%3Auser%40example.com", host: "example.net" });
    expect(request("escnull").to.uri).toMatchObject({ user: "null-%00-null" });
    expect(request("esc02").method).toBe("RE%47IST%45R");
    expect(headerValues(request("esc02"), "Contact")).toHaveLength(2);
  });

  it("longreq: thirty-four Via in every spelling", () => {
    const message = request("longreq");
    expect(message.via.map(({ host }) => host)).toEqual([
      ...Array.from({ length: 33 }, (_, i) => `sip${33 - i}.example.com`),
      "host.example.com",
    ]);
  });

  it("dblreq: what stands behind the first message of a datagram is dropped", () => {
    expect(request("dblreq")).toMatchObject({ method: "REGISTER", body: new Uint8Array(0) });
  });

  it("semiuri: a semicolon before the @ belongs to the user", () => {
    expect(request("semiuri").uri).toMatchObject({ user: "user;par=u%40example.net", params: {} });
    expect(headerItems(request("semiuri"), "Accept")).toHaveLength(6);
  });

  it("transports: any transport is kept", () => {
    expect(request("transports").via.map(({ transport }) => transport)).toEqual([
      "UDP",
      "SCTP",
      "TLS",
      "UNKNOWN",
      "TCP",
    ]);
  });

  it("mpart01: a body of bytes comes through whole", () => expect(request("mpart01").body).toHaveLength(553));

  it("unreason, noreason: any reason or none", () => {
    expect(accepted("unreason")).toMatchObject({
      status: 200,
      reason: "= 2**3 * 5**2 но сто девяносто девять - простое",
    });
    expect(accepted("noreason")).toMatchObject({ status: 100, reason: "" });
  });

  it("cparam01, cparam02: a parameter belongs to the header without brackets, to the URI with them", () => {
    const read = (name: string) => parseNameAddrs(headerValues(request(name), "Contact")[0] ?? "")?.[0];
    expect(read("cparam01")).toMatchObject({ params: { unknownparam: null }, uri: { params: {} } });
    expect(read("cparam02")).toMatchObject({ params: {}, uri: { params: { unknownparam: null } } });
  });

  it("regbadct: a Contact with headers wants brackets", () => {
    expect(parseNameAddrs(headerValues(request("regbadct"), "Contact")[0] ?? "")).toBeNull();
    expect(parseNameAddrs(headerValues(request("regescrt"), "Contact")[0] ?? "")).toHaveLength(1);
  });

  it("RFC 5118: a port inside the brackets is part of the address", () => {
    expect(request("port-ambiguous").uri).toMatchObject({ host: "[2001:db8::10:5070]", port: null });
    expect(request("port-unambiguous").uri).toMatchObject({ host: "[2001:db8::10]", port: 5070 });
    expect(request("via-received-param-with-delim").via[0]?.params["received"]).toBe("[2001:db8::9:255]");
    expect(request("via-received-param-no-delim").via[0]?.params["received"]).toBe("2001:db8::9:255");
    expect(request("ipv6-bug-abnf-3-colons").uri).toEqual(request("ipv6-correct-abnf-2-colons").uri);
  });
});
