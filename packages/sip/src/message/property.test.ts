import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatNameAddr, parseNameAddr } from "./address.ts";
import { makeRequest, makeResponse } from "./build.ts";
import { addParam, quoteText } from "./cursor.ts";
import { isFree } from "./headers.ts";
import { canonicalName } from "./names.ts";
import { parseMessage } from "./parse.ts";
import { serialise } from "./serialise.ts";
import type { Header, NameAddr, Params, Uri, Via } from "./types.ts";
import { formatUri, parseUri } from "./uri.ts";
import { equalUris } from "./uri-equal.ts";
import { formatVia, parseVias } from "./via.ts";

function textOf(characters: string, minLength = 1, maxLength = 12): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
}

const letters = "abcdefghijklmnopqrstuvwxyz";
const alphanumeric = `${letters}${letters.toUpperCase()}0123456789`;
const token = textOf(`${alphanumeric}-.!%*_+\`'~`);
const escaped = fc.constantFrom("%20", "%00", "%C3%A9", "%3b");
const user = fc.array(fc.oneof(textOf(`${alphanumeric}-_.!~*'()&=+$,;?/#`), escaped), { minLength: 1, maxLength: 3 });
const password = fc.array(fc.oneof(textOf(`${alphanumeric}-_.!~*'()&=+$,`, 0), escaped), { maxLength: 2 });
const host = fc.oneof(
  fc.domain(),
  fc.ipV4(),
  fc.ipV6().map((address) => `[${address.toLowerCase()}]`),
  fc.constantFrom("localhost", "a_b.invalid", "[::]", "[2001:db8::192.0.2.1]"),
);
const port = fc.option(fc.integer({ min: 0, max: 65_535 }));

function paramsOf(name: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<Params> {
  const names = fc.oneof({ weight: 9, arbitrary: name }, fc.constantFrom("__proto__", "constructor", "tag", "lr"));
  return fc.array(fc.tuple(names, fc.option(value)), { maxLength: 4 }).map((entries) => {
    const params: Record<string, string | null> = {};
    for (const [one, other] of entries) addParam(params, one, other);
    return params;
  });
}

const uriText = fc.array(fc.oneof(textOf(`${alphanumeric}-_.!~*'()[]/:&+$`), escaped), { minLength: 1, maxLength: 2 });
const uriParams = paramsOf(
  uriText.map((parts) => parts.join("")),
  uriText.map((parts) => parts.join("")),
);
const line = fc.string({ unit: "binary" }).map((text) => text.replace(/[\r\n]/g, ""));
const headerParams = paramsOf(token, fc.oneof(token, line.map(quoteText), host));

const uri: fc.Arbitrary<Uri> = fc.oneof(
  fc
    .record({
      scheme: fc.constantFrom("sip", "sips"),
      user: fc.option(user.map((parts) => parts.join(""))),
      password: fc.option(password.map((parts) => parts.join(""))),
      host,
      port,
      params: uriParams,
      headers: fc.option(fc.constantFrom("Route=%3Csip:a%40b.com%3E", "a=b&c=", "Subject=x")),
    })
    .map((one) => (one.user === null ? { ...one, password: null } : one)),
  fc.record({
    scheme: fc.constant("tel"),
    number: fc.oneof(
      textOf("0123456789-.()", 3),
      textOf("0123456789").map((digits) => `+${digits}`),
    ),
    params: uriParams,
  }),
  textOf(`${alphanumeric}:/?#[]@!$&'()*+,;=`).map((text) => ({ scheme: "other" as const, text: `urn:${text}` })),
);
const nameAddr: fc.Arbitrary<NameAddr> = fc.record({ display: fc.option(line), uri, params: headerParams });
const via: fc.Arbitrary<Via> = fc.record({
  transport: fc.constantFrom("UDP", "TCP", "TLS", "WS", "WSS", "SCTP"),
  host,
  port,
  params: headerParams,
});
const header: fc.Arbitrary<Header> = fc
  .record({ name: fc.oneof(token, fc.constantFrom("Contact", "Supported", "X-Belfry-Call")), value: line })
  .map(({ name, value }) => ({ name: canonicalName(name), value: value.replace(/^[ \t]+|[ \t]+$/g, "") }))
  .filter(({ name }) => isFree(name) && name !== "Max-Forwards");
const sequence = fc.integer({ min: 0, max: 2 ** 31 - 1 });
const body = fc.uint8Array({ maxLength: 40 });

const request = fc
  .record({
    method: fc.oneof(fc.constantFrom("INVITE", "ACK", "BYE"), token).filter((method) => !/^sip\//i.test(method)),
    uri: uri.map((one) => ("headers" in one ? { ...one, headers: null } : one)),
    via: fc.array(via, { minLength: 1, maxLength: 3 }),
    from: nameAddr,
    to: nameAddr,
    callId: textOf(`${alphanumeric}-.!%*_+\`'~()<>:\\"/[]?{}@`),
    sequence,
    maxForwards: fc.integer({ min: 0, max: 255 }),
    headers: fc.array(header, { maxLength: 4 }),
    body,
  })
  .map(makeRequest);
const response = fc
  .tuple(request, fc.integer({ min: 100, max: 699 }), fc.array(header, { maxLength: 4 }), body, line)
  .map(([to, status, headers, bytes, reason]) =>
    makeResponse(to, status, { reason, toTag: "made-up", headers, body: bytes }),
  );

/** Own properties only and in their order, `__proto__` among them, which plain equality would not see. */
function exact(value: unknown): string {
  return JSON.stringify(value);
}

describe("what we write, we read again", () => {
  it("messages", () => {
    fc.assert(
      fc.property(fc.oneof(request, response), (message) => {
        const back = parseMessage(serialise(message));
        expect(exact(back)).toBe(exact({ ...sameOrder(message) }));
      }),
      { numRuns: 1_000 },
    );
  });

  it("URIs, which equal themselves", () => {
    fc.assert(
      fc.property(uri, (one) => {
        expect(exact(parseUri(formatUri(one)))).toBe(exact(one));
        expect(equalUris(one, one)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it("addresses and Vias", () => {
    fc.assert(
      fc.property(nameAddr, fc.array(via, { minLength: 1 }), (address, vias) => {
        expect(exact(parseNameAddr(formatNameAddr(address)))).toBe(exact(address));
        expect(exact(parseVias(vias.map(formatVia).join(", ")))).toBe(exact(vias));
      }),
      { numRuns: 500 },
    );
  });

  it("never lets a value begin a header of its own", () => {
    fc.assert(
      fc.property(request, fc.string({ unit: fc.constantFrom("\r", "\n", " ", "a", ":") }), (message, value) => {
        const headers = [...message.headers, { name: "X-Given", value }];
        const back = parseMessage(serialise({ ...message, headers }));
        expect(back.kind).toBe("request");
        if (back.kind === "request") expect(back.headers).toHaveLength(headers.length);
      }),
    );
  });
});

/** The properties of a message in the order in which the parser writes them. */
function sameOrder(message: ReturnType<typeof makeRequest> | ReturnType<typeof makeResponse>) {
  const { headers, body: bytes, via: hops, from, to, callId, cseq } = message;
  const common = { headers, body: bytes, via: hops, from, to, callId, cseq };
  return message.kind === "request"
    ? { kind: message.kind, method: message.method, uri: message.uri, ...common }
    : { kind: message.kind, status: message.status, reason: message.reason, ...common };
}
