import { describe, expect, it } from "vitest";
import { formatNameAddr } from "../message/address.ts";
import { headerValues } from "../message/headers.ts";
import { encodeText } from "../message/text.ts";
import type { Header } from "../message/types.ts";
import { formatUri } from "../message/uri.ts";
import { address, answeredCall, callBob, inviteOptions, last, pair, remembered, sdp, uri } from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { ask, lastRequest, rawRequest, reply } from "./testing/raw.ts";
import type { Flow } from "./types.ts";

function routed(network: Network, name: string, method: string) {
  const { message } = lastRequest(network, name, method);
  return { uri: formatUri(message.uri), routes: headerValues(message, "Route") };
}

/** Alice's call through a proxy that nobody is: the 200 carries these Record-Routes and this Contact. */
function throughProxy(recordRoutes: readonly string[], contact: string): Network {
  const network = new Network({ transport: "udp" });
  network.add("alice", "proxy");
  network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob"), now));
  const headers = [...recordRoutes.map((route) => `Record-Route: ${route}`), `Contact: ${contact}`];
  reply(network, "alice", "INVITE", 200, { headers });
  return network;
}

describe("Via (RFC 3261 18.2, RFC 3581)", () => {
  it("gets received and rport where the sender asks for it, and the response goes to the source port", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "carol");
    const answer = ask(network, { method: "OPTIONS", via: "SIP/2.0/UDP 10.0.0.1:5070;rport;branch=z9hG4bK1" });
    expect(answer).toMatch(/^Via: SIP\/2.0\/UDP 10.0.0.1:5070;rport=5060;branch=z9hG4bK1;received=carol\r/m);
    expect(network.sent[0]?.flow).toMatchObject({ host: "carol", port: 5060 });
  });

  it("without rport the response goes to the port in Via, at the address that the request came from", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "carol");
    const answer = ask(network, { method: "OPTIONS", via: "SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK1" });
    expect(answer).toMatch(/^Via: SIP\/2.0\/UDP 10.0.0.1:5070;branch=z9hG4bK1;received=carol\r/m);
    expect(network.sent[0]?.flow).toMatchObject({ host: "carol", port: 5070 });
  });

  it("with maddr the response goes there, to the port in Via", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "carol");
    ask(network, { method: "OPTIONS", via: "SIP/2.0/UDP carol:5070;maddr=224.2.0.1;branch=z9hG4bK1" });
    expect(network.sent[0]?.flow).toMatchObject({ host: "224.2.0.1", port: 5070 });
  });

  it("of many hops comes back whole, in order", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "carol");
    const via = "SIP/2.0/UDP carol;branch=z9hG4bK1, SIP/2.0/TCP first:5061;branch=z9hG4bK2;received=192.0.2.7";
    const answer = ask(network, { method: "OPTIONS", via });
    expect(answer.match(/^Via: .*$/gm)).toEqual([
      "Via: SIP/2.0/UDP carol;branch=z9hG4bK1",
      "Via: SIP/2.0/TCP first:5061;branch=z9hG4bK2;received=192.0.2.7",
    ]);
  });
});

describe("route sets (RFC 3261 12, 16.12.1)", () => {
  it("a caller's is the Record-Route of the 2xx in reverse, with the peer's Contact as Request-URI", () => {
    const network = throughProxy(["<sip:p2;lr>, <sip:p1;lr>", "<sip:p0;lr>"], "<sip:bob@10.0.0.2>");
    const expected = { uri: "sip:bob@10.0.0.2", routes: ["<sip:p0;lr>", "<sip:p1;lr>", "<sip:p2;lr>"] };
    expect(routed(network, "alice", "ACK")).toEqual(expected);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    expect(routed(network, "alice", "BYE")).toEqual(expected);
  });

  it("a strict router gets its own URI as Request-URI and the target as last Route", () => {
    const network = throughProxy(["<sip:p2;lr>", "<sip:p1>"], "<sip:bob@10.0.0.2>");
    expect(routed(network, "alice", "ACK")).toEqual({
      uri: "sip:p1",
      routes: ["<sip:p2;lr>", "<sip:bob@10.0.0.2>"],
    });
  });

  it("a callee's is the Record-Route of the INVITE in order, which its responses carry as well", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "proxy");
    const headers = ["Record-Route: <sip:p1;lr>", "Record-Route: <sip:p0;lr>", "Contact: <sip:alice@10.0.0.1>"];
    ask(network, { method: "INVITE", headers });
    const call = last(network, "bob", "invite").call;
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    const success = network.sent.at(-1)?.message;
    expect(success === undefined ? [] : headerValues(success, "Record-Route")).toEqual(["<sip:p1;lr>", "<sip:p0;lr>"]);
    const to = `<sip:bob@bob>;tag=${success?.to.params["tag"]}`;
    ask(network, { method: "ACK", to, branch: "z9hG4bKa" });
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    expect(routed(network, "bob", "BYE")).toEqual({
      uri: "sip:alice@10.0.0.1",
      routes: ["<sip:p1;lr>", "<sip:p0;lr>"],
    });
  });

  it("an early dialog has one as well", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "proxy");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob"), now));
    const headers = ["Record-Route: <sip:p1;lr>, <sip:p0;lr>", "Contact: <sip:bob@10.0.0.2>"];
    reply(network, "alice", "INVITE", 183, { headers: [...headers, "Require: 100rel", "RSeq: 1"] });
    const expected = { uri: "sip:bob@10.0.0.2", routes: ["<sip:p0;lr>", "<sip:p1;lr>"] };
    expect(routed(network, "alice", "PRACK")).toEqual(expected);
  });

  it("the 2xx decides that of a dialog that was early with another (RFC 3261 13.2.2.4)", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "proxy");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob"), now));
    reply(network, "alice", "INVITE", 180, { headers: ["Record-Route: <sip:p1;lr>", "Contact: <sip:bob@10.0.0.2>"] });
    reply(network, "alice", "INVITE", 200, { headers: ["Record-Route: <sip:p2;lr>", "Contact: <sip:bob@10.0.0.3>"] });
    expect(routed(network, "alice", "ACK")).toEqual({ uri: "sip:bob@10.0.0.3", routes: ["<sip:p2;lr>"] });
  });

  it("a callee answers a peer that has moved to another port there, and sends its own requests there", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "proxy");
    ask(network, { method: "INVITE" });
    const call = last(network, "bob", "invite").call;
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    const to = `<sip:bob@bob>;tag=${network.sent.at(-1)?.message.to.params["tag"]}`;
    ask(network, { method: "ACK", to, branch: "z9hG4bKa" });
    const moved: Flow = { transport: "udp", host: "carol", port: 6060, connection: null };
    const options = encodeText(rawRequest({ method: "OPTIONS", to, sequence: 2, branch: "z9hG4bKo" }));
    network.act("bob", (agent, now) => agent.receive(options, moved, now));
    expect(network.sent.at(-1)?.flow).toEqual(moved);
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    expect(network.sent.at(-1)?.flow).toEqual(moved);
  });

  it("a re-INVITE moves the target, not the route", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "proxy");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob"), now));
    reply(network, "alice", "INVITE", 200, { headers: ["Record-Route: <sip:p1;lr>", "Contact: <sip:bob@10.0.0.2>"] });
    const { from, callId } = lastRequest(network, "alice", "INVITE").message;
    const ends = { from: "<sip:bob@bob>;tag=t1", to: formatNameAddr(from), callId };
    const headers = ["Contact: <sip:bob@10.0.0.3>", "Record-Route: <sip:p9;lr>"];
    network.inject("alice", "proxy", rawRequest({ method: "INVITE", uri: "sip:alice", ...ends, headers }));
    const { request } = last(network, "alice", "reinvite");
    network.act("alice", (agent, now) => agent.respond(request, 200, null, [], sdp(3), now));
    network.act("alice", (agent, now) => agent.send("a", "i", "INFO", [], null, now));
    expect(routed(network, "alice", "INFO")).toEqual({ uri: "sip:bob@10.0.0.3", routes: ["<sip:p1;lr>"] });
    network.act("alice", (agent, now) => agent.reinvite("a", "r", sdp(4), now));
    // Their re-INVITE is not acknowledged yet: ours waits.
    expect(lastRequest(network, "alice", "INVITE").message.cseq.sequence).toBe(1);
    network.inject("alice", "proxy", rawRequest({ method: "ACK", uri: "sip:alice", ...ends, branch: "z9hG4bKack" }));
    expect(lastRequest(network, "alice", "INVITE").message.cseq.sequence).toBe(3);
    reply(network, "alice", "INVITE", 200, { headers: ["Contact: <sip:bob@10.0.0.4>"] });
    expect(routed(network, "alice", "ACK").uri).toBe("sip:bob@10.0.0.4");
  });
});

describe("To and Timestamp", () => {
  it("a request outside any dialog goes to its target, or to the To that the application gives", () => {
    const network = pair({ transport: "udp" });
    const send = (headers: readonly Header[]) => {
      network.act("alice", (agent, now) =>
        agent.sendOutside("o", "OPTIONS", uri("sip:bob"), address("sip:alice@alice"), headers, null, now),
      );
      return headerValues(lastRequest(network, "alice", "OPTIONS").message, "To");
    };
    expect(send([{ name: "Subject", value: "x" }])).toEqual(["<sip:bob>"]);
    expect(send([{ name: "To", value: "<sip:sales@bob>" }])).toEqual(["<sip:sales@bob>"]);
  });

  it("the 100 to an INVITE repeats its Timestamp, and no other header of it (RFC 3261 8.2.6.1)", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "carol");
    const answer = ask(network, { method: "INVITE", headers: ["Timestamp: 54", "Subject: x"] });
    expect(answer).toMatch(/^SIP\/2.0 100 /);
    expect(answer).toMatch(/^Timestamp: 54\r$/m);
    expect(answer).not.toContain("Subject");
  });
});

describe("a destination that cannot be reached", () => {
  it("over UDP fails the requests to it, and no others", () => {
    const network = pair({ transport: "udp" });
    network.filter = () => false;
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob"), now));
    const to = (host: string, port: number): Flow => ({ transport: "udp", host, port, connection: null });
    network.act("alice", (agent, now) => agent.flowFailed(to("carol", 5060), now));
    network.act("alice", (agent, now) => agent.flowFailed(to("bob", 5070), now));
    expect(network.types("alice")).toEqual([]);
    network.act("alice", (agent, now) => agent.flowFailed(to("bob", 5060), now));
    expect(last(network, "alice", "refused").status).toBe(503);
  });
});

describe("a lost connection", () => {
  const lost = (name: string): Flow => ({
    transport: "tcp",
    host: name,
    port: 5060,
    connection: ["alice", "bob"].sort().join("-"),
  });
  const renewed: Flow = { transport: "tcp", host: "bob", port: 5060, connection: "new" };

  it("fails the requests on it", () => {
    const network = pair({ transport: "tcp" });
    network.filter = () => false;
    network.act("alice", (agent, now) => {
      agent.invite(inviteOptions("a", "bob"), now);
      agent.sendOutside("o", "OPTIONS", uri("sip:bob"), address("sip:alice@alice"), [], null, now);
    });
    network.act("alice", (agent, now) => agent.flowFailed(lost("bob"), now));
    expect(last(network, "alice", "refused")).toMatchObject({ status: 503, response: null });
    expect(last(network, "alice", "response")).toMatchObject({ status: 503, response: null });
    network.run(100_000);
    expect(remembered(network, "alice")).toBe(0);
  });

  it("does not end established calls, whose requests go over the new one", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    for (const name of ["alice", "bob"]) network.act(name, (agent, now) => agent.flowFailed(lost(name), now));
    network.act("alice", (agent) => agent.setOutbound(renewed));
    network.act("bob", (agent) => agent.setOutbound({ ...renewed, host: "alice" }));
    network.run(1_000);
    network.act("alice", (agent, now) => agent.send("a", "i", "INFO", [], null, now));
    expect(network.sent.at(-1)?.flow).toEqual(renewed);
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    expect(network.sent.at(-1)?.flow).toEqual({ ...renewed, host: "alice" });
    network.run(100);
    expect(last(network, "alice", "ended").by).toBe("remote");
  });

  it("that takes a BYE with it: the BYE goes again over the next one", () => {
    const network = pair({ transport: "tcp" });
    answeredCall(network);
    network.filter = () => false;
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    network.act("alice", (agent, now) => agent.flowFailed(lost("bob"), now));
    network.filter = () => true;
    network.act("alice", (agent) => agent.setOutbound(renewed));
    network.run(1_100);
    expect(network.times("alice BYE").length).toBe(2);
    expect(last(network, "bob", "ended").by).toBe("remote");
    expect(network.types("alice")).toEqual(["answered", "ended"]);
    network.run(100_000);
    expect(remembered(network, "alice")).toBe(0);
  });

  it("sends a response to the address in Via, over the connection that leads there already", () => {
    const network = pair({ transport: "tcp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.flowFailed(lost("bob"), now));
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    expect(network.sent.at(-1)?.flow).toEqual({ transport: "tcp", host: "alice", port: 5060, connection: null });

    const other = pair({ transport: "tcp" });
    const second = callBob(other);
    other.act("bob", (agent) => agent.setOutbound({ ...renewed, host: "alice" }));
    other.act("bob", (agent, now) => agent.flowFailed(lost("bob"), now));
    other.act("bob", (agent, now) => agent.accept(second, sdp(2), [], now));
    expect(other.sent.at(-1)?.flow).toEqual({ ...renewed, host: "alice" });
    other.run(100);
    expect(other.types("alice")).toEqual(["answered"]);
  });
});
