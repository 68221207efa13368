import { describe, expect, it } from "vitest";
import {
  equalUris,
  formatNameAddr,
  formatRAck,
  formatReason,
  formatReplaces,
  formatSessionExpires,
  formatUriHeaders,
  parseContentType,
  parseNameAddr,
  parseNameAddrs,
  parseRAck,
  parseReason,
  parseReplaces,
  parseRSeq,
  parseSeconds,
  parseSessionExpires,
  parseTokenParams,
  parseUri,
  uriHeaders,
} from "../index.ts";

function equal(a: string, b: string): boolean {
  const [one, other] = [parseUri(a), parseUri(b)];
  if (one === null || other === null) throw new Error(`not a URI: ${a} or ${b}`);
  expect(equalUris(other, one)).toBe(equalUris(one, other));
  return equalUris(one, other);
}

describe("URI comparison", () => {
  it.each([
    ["sip:%61lice@atlanta.com;transport=TCP", "sip:alice@AtLanTa.CoM;Transport=tcp"],
    ["sip:carol@chicago.com", "sip:carol@chicago.com;newparam=5"],
    ["sip:carol@chicago.com;security=on", "sip:carol@chicago.com;newparam=5"],
    [
      "sip:biloxi.com;transport=tcp;method=REGISTER?to=sip:bob%40biloxi.com",
      "sip:biloxi.com;method=REGISTER;transport=tcp?to=sip:bob%40biloxi.com",
    ],
    [
      "sip:alice@atlanta.com?subject=project%20x&priority=urgent",
      "sip:alice@atlanta.com?priority=urgent&subject=project%20x",
    ],
    ["sip:a@[2001:db8::1]", "sip:a@[2001:0DB8:0:0:0:0:0:1]"],
    ["sip:a@[::ffff:192.0.2.1]", "sip:a@[::ffff:c000:201]"],
    ["tel:+31-20-123.00(01)", "tel:+31201230001"],
    ["tel:7042;phone-context=example.com", "tel:7042;phone-context=EXAMPLE.com"],
  ])("%s is %s", (a, b) => expect(equal(a, b)).toBe(true));

  it.each([
    ["SIP:ALICE@AtLanTa.CoM;Transport=udp", "sip:alice@AtLanTa.CoM;Transport=UDP"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com:5060"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com;transport=udp"],
    ["sip:bob@biloxi.com", "sip:bob@biloxi.com:6000;transport=tcp"],
    ["sip:carol@chicago.com", "sip:carol@chicago.com?Subject=next%20meeting"],
    ["sip:bob@phone21.boxesbybob.com", "sip:bob@192.0.2.4"],
    ["sip:carol@chicago.com;security=on", "sip:carol@chicago.com;security=off"],
    ["sip:a@b.com;user=phone", "sip:a@b.com"],
    ["sip:a@b.com", "sips:a@b.com"],
    ["sip:a%3Bb@b.com", "sip:a;b@b.com"],
    ["sip:a@b.com", "tel:123"],
    ["tel:123", "tel:+123"],
    ["tel:123;ext=1", "tel:123"],
    ["sip:a@[2001:db8::1]", "sip:a@[2001:db8::2]"],
  ])("%s is not %s", (a, b) => expect(equal(a, b)).toBe(false));
});

describe("addresses", () => {
  it("are read from comma lists, with commas inside quotes and brackets", () => {
    const list = parseNameAddrs('"Bell, A" <sip:a@b.com;x=1,2?q=3>;q=0.5, sip:c@d.com;expires=60 ,<tel:+1>');
    expect(list).toBeNull();
    const good = parseNameAddrs('"Bell, A" <sip:a@b.com;x=1?q=3>;q=0.5, sip:c@d.com;expires=60 ,<tel:+1>');
    expect(good?.map((one) => [one.display, one.uri.scheme, one.params])).toEqual([
      ["Bell, A", "sip", { q: "0.5" }],
      [null, "sip", { expires: "60" }],
      [null, "tel", {}],
    ]);
  });

  it("refuse what is not closed, empty or followed by something", () => {
    for (const text of ["", "<sip:a@b", '"x <sip:a@b>', "<sip:a@b>;", "<sip:a@b> x", "<sip:a@b>;;a", '"x" sip:a@b']) {
      expect(parseNameAddr(text), text).toBeNull();
    }
  });

  it("keep the quotes of a parameter, and any name of one", () => {
    const text = '<sip:a@b.com>;+sip.instance="<urn:uuid:1>";__proto__=1;constructor';
    const address = parseNameAddr(text);
    expect(address === null ? null : formatNameAddr(address)).toBe(text);
  });
});

const sipUri = { scheme: "sip", user: null, password: null, host: "a.b", port: null, params: {} } as const;

describe("the values of single headers", () => {
  it("Replaces inside Refer-To comes through both ways", () => {
    const replaces = { callId: "12345@192.0.2.1", toTag: "1-a", fromTag: "2.b", earlyOnly: false };
    const headers = formatUriHeaders([{ name: "Replaces", value: formatReplaces(replaces) }]);
    const referTo = parseNameAddr(`<sip:bob@example.com;transport=tcp?${headers}>`);
    const [found] = (referTo && uriHeaders(referTo.uri)) ?? [];
    expect(found?.name).toBe("Replaces");
    expect(parseReplaces(found?.value ?? "")).toEqual(replaces);
    expect(parseReplaces("a@b;early-only;from-tag=1;to-tag=2")?.earlyOnly).toBe(true);
    for (const bad of ["a@b", "a@b;to-tag=1", ";to-tag=1;from-tag=2", "a b;to-tag=1;from-tag=2"]) {
      expect(parseReplaces(bad), bad).toBeNull();
    }
  });

  it("no header of a URI brings a line break in its name, nor a broken escape", () => {
    for (const headers of ["a%0D%0Ab=c", "a=%", "=b", "a=%FF"]) {
      expect(uriHeaders({ ...sipUri, headers }), headers).toBeNull();
    }
    expect(uriHeaders({ ...sipUri, headers: "s=a%20b&body" })).toEqual([
      { name: "Subject", value: "a b" },
      { name: "body", value: "" },
    ]);
  });

  it("Reason", () => {
    const text = 'SIP;cause=200;text="Call completed \\"elsewhere\\""';
    const reason = parseReason(text);
    expect(reason).toEqual({ protocol: "SIP", cause: 200, text: 'Call completed "elsewhere"' });
    expect(reason === null ? null : formatReason(reason)).toBe(text);
    expect(parseReason("Q.850 ;cause=16")).toEqual({ protocol: "Q.850", cause: 16, text: null });
    expect(parseReason("SIP;cause=x")).toBeNull();
  });

  it("Session-Expires, RSeq, RAck, seconds", () => {
    expect(parseSessionExpires("1800;refresher=UAS")).toEqual({ seconds: 1800, refresher: "uas" });
    expect(formatSessionExpires({ seconds: 90, refresher: null })).toBe("90");
    expect(formatSessionExpires({ seconds: 90, refresher: "uac" })).toBe("90;refresher=uac");
    expect([parseSessionExpires("x"), parseSessionExpires("90;refresher=me")]).toEqual([null, null]);
    expect([parseRSeq("1"), parseRSeq("0"), parseRSeq("4294967296")]).toEqual([1, null, null]);
    const rack = parseRAck("776656 1 INVITE");
    expect(rack).toEqual({ rseq: 776656, sequence: 1, method: "INVITE" });
    expect(rack === null ? null : formatRAck(rack)).toBe("776656 1 INVITE");
    expect([parseRAck("1 2"), parseRAck("0 1 INVITE"), parseRAck("1 2147483648 X")]).toEqual([null, null, null]);
    expect([parseSeconds("120 (busy);duration=3600"), parseSeconds("5"), parseSeconds("-5")]).toEqual([120, 5, null]);
  });

  it("tokens with parameters and media types", () => {
    expect(parseTokenParams("active ; expires=60")).toEqual({ token: "active", params: { expires: "60" } });
    expect(parseTokenParams("two words")).toBeNull();
    expect(parseContentType('Multipart/Mixed; boundary="a b"')).toEqual({
      type: "multipart/mixed",
      params: { boundary: '"a b"' },
    });
    expect(parseContentType("text")).toBeNull();
  });
});
