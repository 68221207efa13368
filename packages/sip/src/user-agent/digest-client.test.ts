import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseAuth } from "../message/auth.ts";
import { headerValues } from "../message/headers.ts";
import { decodeText } from "../message/text.ts";
import { formatUri } from "../message/uri.ts";
import { inviteOptions, last, sdp } from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { lastRequest, reply } from "./testing/raw.ts";

const credentials = { user: "alice", password: "secret" };

function calling(): Network {
  const network = new Network({ transport: "tcp" });
  network.add("alice", "trunk");
  network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk", { credentials }), now));
  return network;
}

function challenge(
  network: Network,
  method: string,
  nonce: string,
  more: { proxy?: boolean; stale?: boolean; qop?: string } = {},
): void {
  const name = more.proxy === true ? "Proxy-Authenticate" : "WWW-Authenticate";
  const realm = more.proxy === true ? "proxy" : "trunk";
  const stale = more.stale === true ? ", stale=true" : "";
  const headers = [
    `${name}: Digest realm="${realm}", nonce="${nonce}", qop="${more.qop ?? "auth"}", algorithm=MD5${stale}`,
  ];
  reply(network, "alice", method, more.proxy === true ? 407 : 401, { headers });
}

/** The nonces that the last request answers, each answer checked as its server would check it. */
function answers(network: Network, method: string): readonly string[] {
  const { message } = lastRequest(network, "alice", method);
  const signed = method === "ACK" ? "INVITE" : method;
  const values = ["Authorization", "Proxy-Authorization"].flatMap((name) => headerValues(message, name));
  return values.map((value) => {
    const params = parseAuth(value)?.[0]?.params ?? new Map<string, string>();
    const md5 = (text: string) => createHash("md5").update(text).digest("hex");
    const secret = md5(`alice:${params.get("realm")}:secret`);
    const { nonce, nc, cnonce, uri, qop } = Object.fromEntries(params);
    if (method !== "ACK") expect(uri).toBe(formatUri(message.uri));
    const body = qop === "auth-int" ? `:${md5(decodeText(message.body))}` : "";
    const what = md5(`${signed}:${uri}${body}`);
    expect(params.get("response")).toBe(md5(`${secret}:${nonce}:${nc}:${cnonce}:${qop}:${what}`));
    return `${nonce} ${nc}`;
  });
}

const success = { headers: ["Contact: <sip:trunk>"], body: sdp(2).body };

describe("digest as a client (RFC 3261 22, RFC 7616)", () => {
  it("answers a challenge once, in a new transaction with the next CSeq, and acknowledges with the same", () => {
    const network = calling();
    const first = lastRequest(network, "alice", "INVITE").message;
    challenge(network, "INVITE", "n1");
    expect(network.trace).toEqual(["alice INVITE", "alice ACK", "alice INVITE"]);
    const second = lastRequest(network, "alice", "INVITE").message;
    expect(answers(network, "INVITE")).toEqual(["n1 00000001"]);
    expect([second.callId, second.from, second.cseq.sequence]).toEqual([first.callId, first.from, 2]);
    expect(second.via[0]?.params["branch"]).not.toBe(first.via[0]?.params["branch"]);
    expect(second.body).toEqual(first.body);
    reply(network, "alice", "INVITE", 200, success);
    expect(answers(network, "ACK")).toEqual(["n1 00000001"]);
    expect(network.types("alice")).toEqual(["answered"]);
  });

  it("gives up when the answer is refused, or when there are no credentials", () => {
    const network = calling();
    challenge(network, "INVITE", "n1");
    challenge(network, "INVITE", "n2");
    expect(last(network, "alice", "refused").status).toBe(401);
    expect(network.times("alice INVITE").length).toBe(2);

    const stranger = new Network({ transport: "tcp" });
    stranger.add("alice", "trunk");
    stranger.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    challenge(stranger, "INVITE", "n1", { proxy: true });
    expect(last(stranger, "alice", "refused").status).toBe(407);
  });

  it("takes the new nonce when the old one is stale, but not for ever", () => {
    const network = calling();
    challenge(network, "INVITE", "n1");
    challenge(network, "INVITE", "n2", { stale: true });
    expect(answers(network, "INVITE")).toEqual(["n2 00000001"]);
    for (let i = 3; i < 20 && network.types("alice").length === 0; i++) {
      challenge(network, "INVITE", `n${i}`, { stale: true });
    }
    expect(last(network, "alice", "refused").status).toBe(401);
    expect(network.times("alice INVITE").length).toBeLessThan(8);
  });

  it("answers a proxy and the server behind it", () => {
    const network = calling();
    challenge(network, "INVITE", "p1", { proxy: true });
    challenge(network, "INVITE", "n1");
    expect(answers(network, "INVITE")).toEqual(["n1 00000001", "p1 00000002"]);
    reply(network, "alice", "INVITE", 200, success);
    expect(network.types("alice")).toEqual(["answered"]);
  });

  it("counts the request that a 422 asks for, which repeats no answer (RFC 7616 3.4)", () => {
    const network = calling();
    challenge(network, "INVITE", "n1");
    const cnonce = () =>
      /cnonce="(.*?)"/.exec(
        headerValues(lastRequest(network, "alice", "INVITE").message, "Authorization")[0] ?? "",
      )?.[1];
    const before = cnonce();
    reply(network, "alice", "INVITE", 422, { headers: ["Min-SE: 3600"] });
    expect(answers(network, "INVITE")).toEqual(["n1 00000002"]);
    expect(cnonce()).not.toBe(before);
    reply(network, "alice", "INVITE", 200, success);
    expect(answers(network, "ACK")).toEqual(["n1 00000002"]);
  });

  it("counts on when the nonce of a challenge is the one that it has", () => {
    const network = calling();
    challenge(network, "INVITE", "n1");
    reply(network, "alice", "INVITE", 200, success);
    network.act("alice", (agent, now) => agent.reinvite("a", "r", sdp(3), now));
    challenge(network, "INVITE", "n1");
    expect(answers(network, "INVITE")).toEqual(["n1 00000003"]);
  });

  it("covers the body where the server asks for auth-int alone (RFC 7616 3.4.3)", () => {
    const network = calling();
    challenge(network, "INVITE", "n1", { qop: "auth-int" });
    expect(lastRequest(network, "alice", "INVITE").message.body.length).toBeGreaterThan(0);
    expect(answers(network, "INVITE")).toEqual(["n1 00000001"]);
    expect(headerValues(lastRequest(network, "alice", "INVITE").message, "Authorization")[0]).toContain("qop=auth-int");
    reply(network, "alice", "INVITE", 200, success);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    expect(answers(network, "BYE")).toEqual(["n1 00000002"]);
  });

  it("counts on within the call, each request with an answer of its own, and learns a new nonce", () => {
    const network = calling();
    challenge(network, "INVITE", "n1");
    reply(network, "alice", "INVITE", 200, success);
    network.act("alice", (agent, now) => agent.reinvite("a", "r", sdp(3), now));
    expect(answers(network, "INVITE")).toEqual(["n1 00000002"]);
    challenge(network, "INVITE", "n2");
    expect(answers(network, "INVITE")).toEqual(["n2 00000001"]);
    expect(lastRequest(network, "alice", "INVITE").message.body.length).toBeGreaterThan(0);
    reply(network, "alice", "INVITE", 200, success);
    expect(last(network, "alice", "response")).toMatchObject({ request: "r", status: 200 });
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    expect(answers(network, "BYE")).toEqual(["n2 00000002"]);
    challenge(network, "BYE", "n3", { stale: true });
    expect(answers(network, "BYE")).toEqual(["n3 00000001"]);
  });

  it("reports the 401 to a request inside the call that it cannot answer", () => {
    const network = new Network({ transport: "tcp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    reply(network, "alice", "INVITE", 200, success);
    network.act("alice", (agent, now) => agent.send("a", "i", "INFO", [], null, now));
    challenge(network, "INFO", "n1");
    expect(last(network, "alice", "response")).toMatchObject({ request: "i", status: 401 });
    expect(network.times("alice INFO").length).toBe(1);
  });

  it("does not try again once the call is cancelled", () => {
    const network = calling();
    network.act("alice", (agent, now) => agent.cancel("a", null, now));
    challenge(network, "INVITE", "n1");
    expect(network.times("alice INVITE").length).toBe(1);
    expect(last(network, "alice", "refused").status).toBe(487);
  });
});
