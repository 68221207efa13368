import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseAuth } from "../message/auth.ts";
import { makeRequest, makeResponse } from "../message/build.ts";
import { parseUri } from "../message/uri.ts";
import { answerChallenge, type DigestHash, readChallenges } from "./digest.ts";

const hash: DigestHash = (algorithm, text) =>
  createHash(algorithm === "MD5" ? "md5" : "sha256")
    .update(text)
    .digest("hex");

function challenges(...values: readonly string[]) {
  const uri = parseUri("sip:bob@example.com");
  if (uri === null) throw new Error("no URI");
  const address = { display: null, uri, params: {} };
  const request = makeRequest({
    method: "INVITE",
    uri,
    via: [{ transport: "UDP", host: "a.invalid", port: null, params: { branch: "z9hG4bK1" } }],
    from: address,
    to: address,
    callId: "1",
    sequence: 1,
  });
  const headers = values.map((value) => ({ name: "WWW-Authenticate", value }));
  return readChallenges(makeResponse(request, 401, { headers }));
}

interface Asked {
  readonly password?: string;
  readonly cnonce?: string;
  readonly method?: string;
  readonly uri?: string;
  readonly body?: string;
  readonly count?: number;
}

function answer(value: string, asked: Asked = {}) {
  const [challenge] = challenges(value);
  if (challenge === undefined) throw new Error("no challenge");
  const header = answerChallenge({
    challenge,
    user: "Mufasa",
    password: asked.password ?? "Circle of Life",
    method: asked.method ?? "GET",
    uri: asked.uri ?? "/dir/index.html",
    body: new TextEncoder().encode(asked.body ?? ""),
    count: asked.count ?? 1,
    cnonce: asked.cnonce ?? "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    hash,
  });
  return { name: header.name, params: parseAuth(header.value)?.[0]?.params ?? new Map<string, string>() };
}

const rfc7616 =
  'realm="http-auth@example.org", qop="auth, auth-int", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", ' +
  'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"';
const rfc2617 =
  'realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc069c403ebaf9f0171e9517f40e41"';

describe("answering a challenge", () => {
  it("gives the responses of RFC 7616 3.9.1", () => {
    const md5 = answer(`Digest ${rfc7616}, algorithm=MD5`);
    expect(md5.params.get("response")).toBe("8ca523f5e9506fed4657c9700eebdbec");
    const sha = answer(`Digest ${rfc7616}, algorithm=SHA-256`);
    expect(sha.params.get("response")).toBe("753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1");
    expect(Object.fromEntries(sha.params)).toMatchObject({
      username: "Mufasa",
      qop: "auth",
      nc: "00000001",
      algorithm: "SHA-256",
      opaque: "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
    });
  });

  it("gives the responses of RFC 2617 3.5 and, without qop, of RFC 2069", () => {
    const asked = { password: "Circle Of Life", cnonce: "0a4f113b" };
    expect(answer(`Digest ${rfc2617}, qop="auth,auth-int"`, asked).params.get("response")).toBe(
      "6629fae49393a05397450978507c4ef1",
    );
    const old = answer(`Digest ${rfc2617}`, { password: "CircleOfLife" }).params;
    expect(old.get("response")).toBe("1949323746fe6a43ef61f9606e7febea");
    expect([old.has("qop"), old.has("nc"), old.has("cnonce")]).toEqual([false, false, false]);
  });

  it("covers the body with auth-int and the session with -sess", () => {
    const md5 = (text: string) => hash("MD5", text);
    const asked = { method: "INVITE", uri: "sip:bob@example.com", body: "v=0", cnonce: "c", count: 17 };
    const a1 = md5("Mufasa:r:Circle of Life");
    const a2 = md5(`INVITE:sip:bob@example.com:${md5("v=0")}`);
    const whole = answer('Digest realm="r",nonce="n",qop="auth-int"', asked).params;
    expect(whole.get("response")).toBe(md5(`${a1}:n:00000011:c:auth-int:${a2}`));
    const session = answer('Digest realm="r",nonce="n",qop="auth-int",algorithm=md5-SESS', asked).params;
    expect(session.get("response")).toBe(md5(`${md5(`${a1}:n:c`)}:n:00000011:c:auth-int:${a2}`));
  });

  it("quotes what must be quoted and keeps quotes inside", () => {
    const { name, params } = answer('Digest realm="a \\"b\\"", nonce="n"');
    expect(name).toBe("Authorization");
    expect(params.get("realm")).toBe('a "b"');
  });
});

describe("choosing a challenge", () => {
  it("takes the topmost of a realm whose algorithm is known", () => {
    const found = challenges(
      'Digest realm="r", nonce="1", algorithm=SHA-512-256',
      'Digest realm="r", nonce="2", algorithm=SHA-256, Digest realm="s", nonce="4"',
      'Digest realm="r", nonce="3", algorithm=MD5',
    );
    expect(found.map(({ realm, nonce: value }) => [realm, value])).toEqual([
      ["r", "2"],
      ["s", "4"],
    ]);
  });

  it("leaves out other schemes, unknown qop and malformed values", () => {
    const basic = 'Basic realm="r"';
    const unknownQop = 'Digest realm="r", nonce="1", qop="else"';
    expect(challenges(basic, unknownQop, 'Digest realm="r', "Digest", 'Digest nonce="1"', "=", "")).toEqual([]);
  });

  it("reads stale", () => {
    expect(challenges('Digest realm="r", nonce="1", stale=TRUE')[0]?.stale).toBe(true);
    expect(challenges('Digest realm="r", nonce="1", stale=false')[0]?.stale).toBe(false);
  });
});
