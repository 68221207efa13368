import { describe, expect, it } from "vitest";
import { address, callBob, inviteOptions, last, pair, remembered, sdp, uri } from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { reply } from "./testing/raw.ts";

function sinceFirst(times: readonly number[]): readonly number[] {
  return times.map((time) => time - (times[0] ?? 0));
}

function options(network: Network): void {
  network.act("alice", (agent, now) =>
    agent.sendOutside("o", "OPTIONS", uri("sip:bob"), address("sip:alice@alice"), [], null, now),
  );
}

/** Delivers to `name` again what the other side sent last. */
function repeat(network: Network, name: string, line: string): void {
  const packet = network.sent.findLast(({ from, message }) => {
    const label = message.kind === "request" ? message.method : `${message.status} ${message.cseq.method}`;
    return from !== name && label === line;
  });
  if (packet === undefined) throw new Error(`${line} has not been sent to ${name}`);
  network.act(name, (agent, now) => agent.receive(packet.data, network.flow(name, packet.from), now));
}

describe("the timers of the client transactions (RFC 3261 17.1)", () => {
  it("A repeats an INVITE over UDP at doubling intervals, and B ends it after 64*T1", () => {
    const network = pair({ transport: "udp" });
    network.filter = () => false;
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob"), now));
    network.run(31_999);
    expect(sinceFirst(network.times("alice INVITE"))).toEqual([0, 500, 1500, 3500, 7500, 15_500, 31_500]);
    expect(network.types("alice")).toEqual([]);
    network.run(1);
    expect(last(network, "alice", "refused")).toMatchObject({ status: 408, response: null });
  });

  it("over TCP only B runs", () => {
    const network = pair({ transport: "tcp" });
    network.filter = () => false;
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob"), now));
    network.run(32_000);
    expect(network.times("alice INVITE").length).toBe(1);
    expect(last(network, "alice", "refused").status).toBe(408);
    network.run(32_000);
    expect(remembered(network, "alice")).toBe(0);
  });

  it("a refusal that comes after B is acknowledged, and changes nothing", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    network.run(33_000);
    reply(network, "alice", "INVITE", 486);
    reply(network, "alice", "INVITE", 486);
    expect(network.trace.slice(-2)).toEqual(["alice ACK", "alice ACK"]);
    expect(network.types("alice")).toEqual(["refused"]);
    network.run(64_000);
    expect(remembered(network, "alice")).toBe(0);
  });

  it("A and B stop at a provisional response", () => {
    const network = pair({ transport: "udp" });
    callBob(network);
    network.run(300_000);
    expect(network.times("alice INVITE").length).toBe(1);
    expect(network.types("alice")).toEqual([]);
  });

  it("D answers a repeated refusal with ACK for 32 s over UDP", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.reject(call, 486, null, [], now));
    network.run(31_900);
    repeat(network, "alice", "486 INVITE");
    repeat(network, "alice", "486 INVITE");
    expect(network.times("alice ACK").length).toBe(3);
    network.run(200);
    repeat(network, "alice", "486 INVITE");
    expect(network.times("alice ACK").length).toBe(3);
    expect(network.types("alice")).toEqual(["refused"]);
  });

  it("M lets the repeats of a 2xx be acknowledged for 64*T1, over TCP as well", () => {
    const network = pair({ transport: "tcp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(31_900);
    repeat(network, "alice", "200 INVITE");
    expect(network.times("alice ACK").length).toBe(2);
    network.run(200);
    repeat(network, "alice", "200 INVITE");
    expect(network.times("alice ACK").length).toBe(2);
    expect(network.types("alice")).toEqual(["answered"]);
  });

  it("E repeats another request at doubling intervals up to T2, and F ends it after 64*T1", () => {
    const network = pair({ transport: "udp" });
    network.filter = () => false;
    options(network);
    network.run(32_000);
    const expected = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    expect(sinceFirst(network.times("alice OPTIONS"))).toEqual(expected);
    expect(last(network, "alice", "response")).toMatchObject({ request: "o", status: 408, response: null });
    expect(remembered(network, "alice")).toBe(0);
  });

  it("E runs every T2 once there is a provisional response", () => {
    const network = pair({ transport: "udp" });
    network.reactions.set("bob", (event, agent) => {
      if (event.type === "request") agent.respond(event.request, 100, null, [], null, network.now);
    });
    network.act("alice", (agent, now) =>
      agent.sendOutside("m", "MESSAGE", uri("sip:bob"), address("sip:alice@alice"), [], null, now),
    );
    network.run(10_000);
    expect(sinceFirst(network.times("alice MESSAGE"))).toEqual([0, 500, 4500, 8500]);
  });

  it("K absorbs repeats of the final response for T4 over UDP; over TCP there is no K", () => {
    const network = pair({ transport: "udp" });
    options(network);
    network.run(4_900);
    expect(remembered(network, "alice")).toBeGreaterThan(0);
    repeat(network, "alice", "200 OPTIONS");
    network.run(200);
    expect(remembered(network, "alice")).toBe(0);
    expect(network.types("alice")).toEqual(["response"]);
    const reliable = pair({ transport: "tcp" });
    options(reliable);
    reliable.run(11);
    expect([remembered(reliable, "alice"), remembered(reliable, "bob")]).toEqual([0, 0]);
  });
});

describe("the timers of the server transactions (RFC 3261 17.2)", () => {
  it("G repeats a refusal over UDP up to T2, and H ends it after 64*T1 without ACK", () => {
    const network = pair({ transport: "udp" });
    network.filter = ({ message }) => message.kind === "response" || message.method !== "ACK";
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.reject(call, 486, null, [], now));
    network.run(33_000);
    const expected = [0, 500, 1500, 3500, 7500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500];
    expect(sinceFirst(network.times("bob 486 INVITE"))).toEqual(expected);
    expect(remembered(network, "bob")).toBe(0);
  });

  it("G repeats a 300, which is a refusal as well", () => {
    const network = pair({ transport: "udp" });
    network.filter = ({ message }) => message.kind === "response" || message.method !== "ACK";
    const call = callBob(network);
    const headers = [{ name: "Contact", value: "<sip:carol@carol>" }];
    network.act("bob", (agent, now) => agent.reject(call, 300, null, headers, now));
    network.run(600);
    expect(network.times("bob 300 INVITE").length).toBe(2);
    expect(last(network, "alice", "refused").response?.headers).toContainEqual(headers[0]);
  });

  it("I absorbs repeated ACKs for T4 over UDP; over TCP the ACK ends all", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.reject(call, 486, null, [], now));
    network.run(4_000);
    repeat(network, "bob", "ACK");
    expect(remembered(network, "bob")).toBeGreaterThan(0);
    network.run(1_100);
    expect(remembered(network, "bob")).toBe(0);
    const reliable = pair({ transport: "tcp" });
    const other = callBob(reliable);
    reliable.act("bob", (agent, now) => agent.reject(other, 486, null, [], now));
    reliable.run(11);
    expect(remembered(reliable, "bob")).toBe(0);
  });

  it("J answers a repeated request with the same response for 64*T1 over UDP", () => {
    const network = pair({ transport: "udp" });
    options(network);
    network.run(31_900);
    repeat(network, "bob", "OPTIONS");
    const answers = network.sent.filter(({ from }) => from === "bob");
    expect(answers.length).toBe(2);
    expect(answers[1]?.data).toEqual(answers[0]?.data);
    network.run(200);
    expect(remembered(network, "bob")).toBe(0);
  });

  it("L absorbs repeats of an INVITE that has had its 2xx", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(31_000);
    repeat(network, "bob", "INVITE");
    expect(network.types("bob")).toEqual(["invite", "acknowledged"]);
    expect(network.times("bob 200 INVITE").length).toBe(1);
  });

  it("a repeated INVITE gets the last provisional response again", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    repeat(network, "bob", "INVITE");
    expect(network.times("bob 180 INVITE").length).toBe(2);
  });

  it("a request that the application never answers is forgotten after 64*T1", () => {
    const network = pair({ transport: "udp" });
    network.act("alice", (agent, now) =>
      agent.sendOutside("m", "MESSAGE", uri("sip:bob"), address("sip:alice@alice"), [], null, now),
    );
    network.run(33_000);
    expect(network.types("bob")).toEqual(["request"]);
    expect(remembered(network, "bob")).toBe(0);
  });
});
