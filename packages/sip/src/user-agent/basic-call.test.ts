import { describe, expect, it } from "vitest";
import { answeredCall, callBob, last, pair, remembered, sdp } from "./testing/calls.ts";

describe.each(["tcp", "udp"] as const)("a call over %s", (transport) => {
  it("rings, is answered, acknowledged and ended", () => {
    const network = pair({ transport });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(50);
    expect(last(network, "alice", "progress").response.status).toBe(180);
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(50);
    expect(new TextDecoder().decode(last(network, "alice", "answered").response.body)).toBe(sdp(2).body);
    expect(last(network, "bob", "acknowledged").call).toBe(call);
    network.act("alice", (agent, now) => agent.bye("a", "SIP;cause=16", now));
    network.run(50);
    expect(last(network, "alice", "ended").by).toBe("local");
    expect(last(network, "bob", "ended")).toMatchObject({ by: "remote", reason: "SIP;cause=16" });
    expect(network.trace).toEqual([
      "alice INVITE",
      "bob 100 INVITE",
      "bob 180 INVITE",
      "bob 200 INVITE",
      "alice ACK",
      "alice BYE",
      "bob 200 BYE",
    ]);
    network.run(70_000);
    expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
  });

  it("is ended by the callee", () => {
    const network = pair({ transport });
    const call = answeredCall(network);
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    network.run(50);
    expect(last(network, "alice", "ended").by).toBe("remote");
    expect(last(network, "bob", "ended").by).toBe("local");
    expect(network.trace.slice(-2)).toEqual(["bob BYE", "alice 200 BYE"]);
  });

  it("is refused", () => {
    const network = pair({ transport });
    const call = callBob(network);
    network.act("bob", (agent, now) =>
      agent.reject(call, 486, null, [{ name: "Reason", value: "Q.850;cause=17" }], now),
    );
    network.run(50);
    expect(last(network, "alice", "refused").status).toBe(486);
    expect(network.trace.slice(-2)).toEqual(["bob 486 INVITE", "alice ACK"]);
    network.run(70_000);
    expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
  });

  it("is cancelled while it rings", () => {
    const network = pair({ transport });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(50);
    network.act("alice", (agent, now) => agent.cancel("a", null, now));
    network.run(50);
    expect(last(network, "alice", "refused").status).toBe(487);
    expect(last(network, "bob", "cancelled").call).toBe(call);
    expect(network.trace.slice(-4)).toEqual(["alice CANCEL", "bob 200 CANCEL", "bob 487 INVITE", "alice ACK"]);
    network.run(70_000);
    expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
  });
});
