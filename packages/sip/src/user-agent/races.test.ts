import { describe, expect, it } from "vitest";
import { formatNameAddr } from "../message/address.ts";
import { answeredCall, callBob, inviteOptions, last, pair, remembered, sdp } from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { lastRequest, rawRequest, reply } from "./testing/raw.ts";

function forgotten(network: Network, ...agents: readonly string[]): void {
  network.run(100_000);
  for (const agent of agents) expect(remembered(network, agent)).toBe(0);
}

describe("CANCEL (RFC 3261 9)", () => {
  it("waits for the first provisional response", () => {
    const network = pair({ transport: "udp" });
    network.filter = ({ from }) => from === "alice";
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob"), now));
    network.act("alice", (agent, now) => agent.cancel("a", null, now));
    network.run(400);
    expect(network.times("alice CANCEL").length).toBe(0);
    network.filter = () => true;
    network.run(1_000);
    expect(network.times("alice CANCEL").length).toBe(1);
    expect(last(network, "alice", "refused").status).toBe(487);
    expect(network.types("bob")).toEqual(["invite", "cancelled"]);
    forgotten(network, "alice", "bob");
  });

  it("has the branch, Request-URI and CSeq number of the INVITE, and carries the reason", () => {
    const network = pair({ transport: "tcp" });
    callBob(network);
    network.act("alice", (agent, now) => agent.cancel("a", "SIP;cause=200", now));
    network.run(50);
    const [invite] = network.sent.filter(({ message }) => message.kind === "request" && message.method === "INVITE");
    const [cancel] = network.sent.filter(({ message }) => message.kind === "request" && message.method === "CANCEL");
    if (invite?.message.kind !== "request" || cancel?.message.kind !== "request") throw new Error("not sent");
    expect(cancel.message.via).toEqual(invite.message.via);
    expect(cancel.message.uri).toEqual(invite.message.uri);
    expect(cancel.message.cseq).toEqual({ sequence: 1, method: "CANCEL" });
    expect(cancel.message.to).toEqual(invite.message.to);
    expect(cancel.message.headers).toContainEqual({ name: "Reason", value: "SIP;cause=200" });
    expect(last(network, "bob", "cancelled").request?.method).toBe("CANCEL");
  });

  it("that crosses the 200 ends in ACK and BYE", () => {
    const network = pair({ transport: "tcp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.act("alice", (agent, now) => agent.cancel("a", null, now));
    network.run(100);
    expect(network.types("alice")).toEqual(["refused"]);
    expect(last(network, "alice", "refused").status).toBe(487);
    expect(network.types("bob")).toEqual(["invite", "acknowledged", "ended"]);
    expect(network.times("alice BYE").length).toBe(1);
    forgotten(network, "alice", "bob");
  });

  it("without any final response is over after 64*T1, and a 200 that still comes is met with ACK and BYE", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network);
    network.filter = ({ from }) => from === "bob";
    network.act("alice", (agent, now) => agent.cancel("a", null, now));
    network.run(33_000);
    expect(last(network, "alice", "refused").status).toBe(487);
    network.filter = () => true;
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(100);
    expect(network.trace.slice(-4)).toEqual(["bob 200 INVITE", "alice ACK", "alice BYE", "bob 200 BYE"]);
    forgotten(network, "alice", "bob");
  });

  it("that is answered and whose INVITE never is leaves nothing behind", () => {
    const network = pair({ transport: "udp" });
    callBob(network);
    network.filter = ({ message }) => message.kind === "request" || message.cseq.method === "CANCEL";
    network.act("alice", (agent, now) => agent.cancel("a", null, now));
    network.run(33_000);
    expect(network.types("alice")).toEqual(["refused"]);
    forgotten(network, "alice");
  });

  it("waits for a provisional response to the INVITE that runs, not to the one that was challenged", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    const credentials = { user: "alice", password: "secret" };
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk", { credentials }), now));
    reply(network, "alice", "INVITE", 100, { tag: null });
    reply(network, "alice", "INVITE", 401, { headers: ['WWW-Authenticate: Digest realm="r", nonce="n"'] });
    network.act("alice", (agent, now) => agent.cancel("a", null, now));
    expect(network.times("alice CANCEL").length).toBe(0);
    reply(network, "alice", "INVITE", 100, { tag: null });
    expect(lastRequest(network, "alice", "CANCEL").message.cseq.sequence).toBe(2);
  });

  it("for an unknown INVITE gets 481", () => {
    const network = pair({ transport: "udp" });
    callBob(network);
    const cancel = network.sent[0];
    if (cancel === undefined) throw new Error("no INVITE");
    const text = new TextDecoder().decode(cancel.data).replaceAll("INVITE", "CANCEL").replaceAll("z9hG4bK", "z9hG4bKx");
    network.inject("bob", "alice", text);
    expect(network.trace.at(-1)).toBe("bob 481 CANCEL");
    expect(network.types("bob")).toEqual(["invite"]);
  });

  it("after the call is over does nothing", () => {
    const network = pair({ transport: "udp" });
    answeredCall(network);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    const { length } = network.sent;
    network.act("alice", (agent, now) => agent.cancel("a", null, now));
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    network.act("alice", (agent, now) => agent.cancel("unknown", null, now));
    expect(network.sent.length).toBe(length);
  });
});

describe("the caller's patience", () => {
  it("an Expires that runs out while it rings ends the INVITE with 487", () => {
    const network = pair({ transport: "tcp" });
    callBob(network, [{ name: "Expires", value: "20" }]);
    network.run(20_000);
    expect(last(network, "bob", "cancelled").request).toBe(null);
    expect(last(network, "alice", "refused").status).toBe(487);
    forgotten(network, "alice", "bob");
  });

  it("a callee that rings for long says so every minute", () => {
    const network = pair({ transport: "tcp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(180_500);
    expect(network.times("bob 180 INVITE").length).toBe(4);
    expect(network.types("alice")).toEqual(["progress"]);
  });
});

describe("the 2xx (RFC 3261 13.3.1.4)", () => {
  it("is repeated until its ACK comes, over TCP as well", () => {
    const network = pair({ transport: "tcp" });
    network.filter = ({ message, at }) => message.kind === "response" || message.method !== "ACK" || at > 1_002_000;
    answeredCall(network);
    network.run(30_000);
    const times = network.times("bob 200 INVITE");
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 500, 1500, 3500]);
    expect(network.times("alice ACK").length).toBe(4);
    expect(network.types("bob")).toEqual(["invite", "acknowledged"]);
    expect(network.types("alice")).toEqual(["answered"]);
  });

  it("is acknowledged also by a client that puts the branch of the INVITE into its ACK", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "carol");
    network.inject("bob", "carol", rawRequest({ method: "INVITE" }));
    const { call } = last(network, "bob", "invite");
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    const to = `<sip:bob@bob>;tag=${network.sent.at(-1)?.message.to.params["tag"]}`;
    network.inject("bob", "carol", rawRequest({ method: "ACK", to }));
    expect(network.types("bob")).toEqual(["invite", "acknowledged"]);
  });

  it("without ACK for 64*T1 ends in BYE", () => {
    const network = pair({ transport: "tcp" });
    network.filter = ({ message }) => message.kind === "response" || message.method !== "ACK";
    answeredCall(network);
    network.run(32_100);
    expect(last(network, "bob", "ended").by).toBe("noAck");
    expect(last(network, "alice", "ended").by).toBe("remote");
    forgotten(network, "alice", "bob");
  });

  it("that is not acknowledged yet delays a BYE (RFC 3261 15)", () => {
    const network = pair({ transport: "tcp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.act("bob", (agent, now) => agent.bye(call, "SIP;cause=16", now));
    expect(network.times("bob BYE").length).toBe(0);
    network.run(100);
    expect(network.trace.slice(-4)).toEqual(["bob 200 INVITE", "alice ACK", "bob BYE", "alice 200 BYE"]);
    expect(network.types("bob")).toEqual(["invite", "ended"]);
    forgotten(network, "alice", "bob");
  });

  it("delays the BYE by 64*T1 at most", () => {
    const network = pair({ transport: "udp" });
    network.filter = ({ message }) => message.kind === "response" || message.method !== "ACK";
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    network.run(31_900);
    expect(network.times("bob BYE").length).toBe(0);
    network.run(200);
    expect(network.times("bob BYE").length).toBe(1);
    forgotten(network, "alice", "bob");
  });
});

describe("both sides hang up at once", () => {
  it.each(["udp", "tcp"] as const)("over %s both BYEs are answered with 200", (transport) => {
    const network = pair({ transport });
    const call = answeredCall(network);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    network.run(100);
    expect(network.trace.slice(-4).sort()).toEqual(["alice 200 BYE", "alice BYE", "bob 200 BYE", "bob BYE"]);
    expect(network.types("alice")).toEqual(["answered", "ended"]);
    expect(network.types("bob")).toEqual(["invite", "acknowledged", "ended"]);
    forgotten(network, "alice", "bob");
  });

  it("the peer's BYE overtakes its own 200: the 200 is acknowledged and the call is over", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    reply(network, "alice", "INVITE", 180, { headers: ["Contact: <sip:trunk>"] });
    const { from, callId } = lastRequest(network, "alice", "INVITE").message;
    const ends = { from: "<sip:trunk@trunk>;tag=t1", to: formatNameAddr(from), callId };
    network.inject("alice", "trunk", rawRequest({ method: "BYE", uri: "sip:alice", ...ends }));
    expect(network.trace.at(-1)).toBe("alice 200 BYE");
    reply(network, "alice", "INVITE", 200, { headers: ["Contact: <sip:trunk>"] });
    expect(network.trace.slice(-2)).toEqual(["alice ACK", "alice BYE"]);
    expect(network.types("alice")).toEqual(["progress", "refused"]);
    forgotten(network, "alice");
  });
});

describe("forking (RFC 3261 13.2.2.4)", () => {
  /** Bob's and Carol's phones ring for the same INVITE: the packets to Bob are copied to Carol. */
  function forked(): Network {
    const network = new Network({ transport: "udp" });
    network.add("alice", "bob");
    network.add("bob", "alice");
    network.add("carol", "alice");
    network.filter = (packet) => {
      const { message } = packet;
      if (packet.from === "alice" && message.kind === "request" && packet.to === "bob") {
        const tag = message.to.params["tag"];
        if (tag === undefined || message.method === "ACK" || message.method === "BYE") {
          network.act("carol", (agent, now) => agent.receive(packet.data, network.flow("carol", "alice"), now));
        }
      }
      return true;
    };
    return network;
  }

  it("reports each early dialog, takes the first 2xx, and ends the second with ACK and BYE", () => {
    const network = forked();
    const bob = callBob(network);
    const carol = last(network, "carol", "invite").call;
    network.act("bob", (agent, now) => agent.ring(bob, 180, null, now));
    network.act("carol", (agent, now) => agent.ring(carol, 180, null, now));
    network.run(50);
    expect(network.types("alice")).toEqual(["progress", "progress"]);
    network.act("bob", (agent, now) => agent.accept(bob, sdp(2), [], now));
    network.act("carol", (agent, now) => agent.accept(carol, sdp(3), [], now));
    network.run(500);
    expect(network.types("alice")).toEqual(["progress", "progress", "answered"]);
    expect(new TextDecoder().decode(last(network, "alice", "answered").response.body)).toBe(sdp(2).body);
    expect(network.types("bob")).toEqual(["invite", "acknowledged"]);
    expect(network.types("carol")).toEqual(["invite", "acknowledged", "ended"]);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    network.run(100);
    expect(network.types("bob").at(-1)).toBe("ended");
    forgotten(network, "alice", "bob", "carol");
  });

  it("reports a status once for each early dialog", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network);
    for (const status of [180, 180, 183, 180]) {
      network.act("bob", (agent, now) => agent.ring(call, status, null, now));
      network.run(20);
    }
    const statuses = network.of("alice").map((event) => (event.type === "progress" ? event.response.status : 0));
    expect(statuses).toEqual([180, 183]);
  });
});
