import { describe, expect, it } from "vitest";
import { callBob, inviteOptions, last, pair, remembered, sdp } from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { lastRequest, reply } from "./testing/raw.ts";

const required = [{ name: "Require", value: "100rel" }];

function forgotten(network: Network): void {
  network.run(100_000);
  expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
}

describe("reliable provisional responses of ours (RFC 3262 3)", () => {
  it("carry Require and RSeq, and are acknowledged by PRACK", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, required);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(100);
    expect(network.trace.slice(-3)).toEqual(["bob 180 INVITE", "alice PRACK", "bob 200 PRACK"]);
    const { headers } = last(network, "alice", "progress").response;
    expect(headers).toContainEqual({ name: "Require", value: "100rel" });
    expect(headers).toContainEqual({ name: "RSeq", value: "1" });
    expect(lastRequest(network, "alice", "PRACK").message.headers).toContainEqual({
      name: "RAck",
      value: "1 1 INVITE",
    });
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(100);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    forgotten(network);
  });

  it("are not used when the caller did not require them", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, [{ name: "Supported", value: "100rel" }]);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(100);
    expect(network.times("alice PRACK").length).toBe(0);
  });

  it("are repeated until the PRACK comes, and reach the application once", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, required);
    network.filter = ({ message }) => message.kind === "response" || message.method !== "PRACK";
    const start = network.now;
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(4_000);
    expect(network.times("bob 180 INVITE").map((time) => time - start)).toEqual([0, 500, 1500, 3500]);
    expect(network.types("alice")).toEqual(["progress"]);
    network.filter = () => true;
    network.run(20_000);
    expect(network.times("bob 180 INVITE").length).toBe(5);
  });

  it("without PRACK for 64*T1 end the INVITE with 504", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, required);
    network.filter = ({ message }) => message.kind === "response" || message.method !== "PRACK";
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(33_000);
    expect(last(network, "alice", "refused").status).toBe(504);
    expect(last(network, "bob", "cancelled").request).toBe(null);
    forgotten(network);
  });

  it("go one at a time, and a 2xx waits for the PRACK of a session description", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, required);
    network.act("bob", (agent, now) => {
      agent.ring(call, 180, null, now);
      agent.ring(call, 183, sdp(2), now);
      agent.accept(call, sdp(2), [], now);
    });
    network.run(100);
    expect(network.trace.slice(2)).toEqual([
      "bob 180 INVITE",
      "alice PRACK",
      "bob 200 PRACK",
      "bob 183 INVITE",
      "alice PRACK",
      "bob 200 PRACK",
      "bob 200 INVITE",
      "alice ACK",
    ]);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    forgotten(network);
  });

  it("a call that is hung up while its 2xx waits for a PRACK is over", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, required);
    network.act("bob", (agent, now) => {
      agent.ring(call, 183, sdp(2), now);
      agent.accept(call, sdp(2), [], now);
      agent.bye(call, null, now);
    });
    expect(last(network, "bob", "ended").by).toBe("local");
    network.run(100);
    expect(last(network, "alice", "refused").status).toBe(480);
    forgotten(network);
  });

  it("a PRACK that fits nothing gets 481, and one that comes after the 2xx gets 200", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network, required);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(100);
    network.act("alice", (agent, now) =>
      agent.send("a", "p", "PRACK", [{ name: "RAck", value: "7 1 INVITE" }], null, now),
    );
    network.run(100);
    expect(last(network, "alice", "response").status).toBe(481);
    expect(network.types("alice")).not.toContain("ended");
    network.act("bob", (agent, now) => {
      agent.ring(call, 182, null, now);
      agent.accept(call, sdp(2), [], now);
    });
    network.run(100);
    expect(network.trace.slice(-2).sort()).toEqual(["bob 200 PRACK", "alice ACK"].sort());
  });
});

describe("reliable provisional responses of the peer (RFC 3262 4)", () => {
  it.each(["0", "4294967296", "1e3", "x"])("with the RSeq %s, which is none, get no PRACK", (rseq) => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    const headers = ["Contact: <sip:trunk>", "Require: 100rel"];
    reply(network, "alice", "INVITE", 180, { headers: [...headers, `RSeq: ${rseq}`] });
    expect(network.times("alice PRACK").length).toBe(0);
    reply(network, "alice", "INVITE", 180, { headers: [...headers, "RSeq: 4294967295"] });
    expect(network.times("alice PRACK").length).toBe(1);
  });

  it("are acknowledged once each, in order, and offered on wish", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk", { offerReliable: true });
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    expect(lastRequest(network, "alice", "INVITE").message.headers).toContainEqual({
      name: "Supported",
      value: "100rel, timer",
    });
    const reliable = (status: number, rseq: number) =>
      reply(network, "alice", "INVITE", status, {
        headers: ["Contact: <sip:trunk>", "Require: 100rel", `RSeq: ${rseq}`],
      });
    reliable(180, 50);
    reliable(180, 50);
    reliable(183, 52);
    expect(network.times("alice PRACK").length).toBe(1);
    reliable(183, 51);
    expect(network.times("alice PRACK").length).toBe(2);
    const prack = lastRequest(network, "alice", "PRACK").message;
    expect(prack.headers).toContainEqual({ name: "RAck", value: "51 1 INVITE" });
    expect(prack.cseq.sequence).toBe(3);
    expect(network.types("alice")).toEqual(["progress", "progress"]);
  });
});
