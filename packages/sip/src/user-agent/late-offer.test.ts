import { describe, expect, it } from "vitest";
import { answeredCall, callBob, inviteOptions, last, pair, remembered, sdp } from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { reply } from "./testing/raw.ts";

describe("an INVITE without an offer (RFC 3261 13.2.1)", () => {
  it("gets its offer in the 2xx, and the answer goes in the ACK", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, [], { content: null });
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(2_000);
    expect(network.types("alice")).toEqual(["answered"]);
    expect(network.times("alice ACK").length).toBe(0);
    expect(network.times("bob 200 INVITE").length).toBe(3);
    network.act("alice", (agent, now) => agent.acknowledge("a", sdp(3), now));
    network.run(5_000);
    expect(last(network, "bob", "acknowledged").body).toBe(sdp(3).body);
    expect(network.times("bob 200 INVITE").length).toBe(3);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    network.run(100_000);
    expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
  });

  it("is acknowledged at once when the 2xx brings no offer either", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk", { content: null }), now));
    reply(network, "alice", "INVITE", 200, { headers: ["Contact: <sip:trunk>"] });
    expect(network.trace).toEqual(["alice INVITE", "alice ACK"]);
  });

  it("is acknowledged without an answer when it is hung up instead", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, [], { content: null });
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(50);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    network.run(50);
    expect(network.trace.slice(-3)).toEqual(["alice ACK", "alice BYE", "bob 200 BYE"]);
    network.run(100_000);
    expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
  });

  it("lets a re-INVITE of ours wait until its ACK is out", () => {
    const network = pair({ transport: "tcp" });
    const call = callBob(network, [], { content: null });
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(50);
    network.act("alice", (agent, now) => agent.reinvite("a", "r", sdp(4), now));
    expect(network.times("alice INVITE").length).toBe(1);
    network.act("alice", (agent, now) => agent.acknowledge("a", sdp(3), now));
    expect(network.trace.slice(-2)).toEqual(["alice ACK", "alice INVITE"]);
  });

  it("does nothing in a call that owes no ACK", () => {
    const network = pair({ transport: "udp" });
    answeredCall(network);
    network.act("alice", (agent, now) => agent.acknowledge("a", sdp(3), now));
    network.act("alice", (agent, now) => agent.acknowledge("none", sdp(3), now));
    expect(network.times("alice ACK").length).toBe(1);
  });
});
