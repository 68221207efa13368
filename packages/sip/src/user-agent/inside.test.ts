import { describe, expect, it } from "vitest";
import { answeredCall, answerOffers, callBob, endedCall, last, pair, sdp, statuses } from "./testing/calls.ts";
import { reply } from "./testing/raw.ts";

describe("UPDATE (RFC 3311)", () => {
  it("carries an offer and its answer", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    answerOffers(network, "bob");
    network.act("alice", (agent, now) => agent.send("a", "u", "UPDATE", [], sdp(5), now));
    network.run(50);
    expect(statuses(network, "alice")).toEqual([["u", 200]]);
    expect(new TextDecoder().decode(last(network, "bob", "update").message.body)).toBe(sdp(5).body);
    // Its 200 goes on with the session and the target as that to a re-INVITE does (RFC 3311 5.2, RFC 4028 9).
    expect(last(network, "alice", "response").response?.headers).toEqual(
      expect.arrayContaining([
        { name: "Session-Expires", value: "1800;refresher=uac" },
        { name: "Contact", value: "<sip:bob:5060>" },
      ]),
    );
    // Over: the way is free for Bob's own offer.
    network.act("bob", (agent, now) => agent.reinvite(call, "r", sdp(7), now));
    expect(network.trace.at(-1)).toBe("bob INVITE");
    network.run(50);
    network.act("alice", (agent, now) => {
      agent.respond(last(network, "alice", "reinvite").request, 200, null, [], sdp(8), now);
    });
    endedCall(network, call);
  });

  it("without an offer is answered at once", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    network.act("alice", (agent, now) => agent.send("a", "u", "UPDATE", [], null, now));
    network.run(50);
    expect(statuses(network, "alice")).toEqual([["u", 200]]);
    expect(network.types("bob")).not.toContain("update");
    endedCall(network, call);
  });

  it("gets 491 while an offer of ours is out, and 500 with Retry-After while theirs is", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    network.act("alice", (agent, now) => agent.send("a", "ua", "UPDATE", [], sdp(5), now));
    network.act("bob", (agent, now) => agent.send(call, "ub", "UPDATE", [], sdp(6), now));
    network.run(50);
    expect(statuses(network, "alice")).toEqual([["ua", 491]]);
    expect(statuses(network, "bob")).toEqual([["ub", 491]]);
    network.act("alice", (agent, now) => agent.send("a", "u1", "UPDATE", [], sdp(5), now));
    network.act("alice", (agent, now) => agent.send("a", "u2", "UPDATE", [], sdp(6), now));
    network.run(50);
    expect(statuses(network, "alice").at(-1)).toEqual(["u2", 500]);
    endedCall(network, call);
  });

  it("with an offer gets 500 with Retry-After while the offer of the INVITE is open (RFC 3311 5.2)", () => {
    const network = pair({ transport: "tcp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(50);
    network.act("alice", (agent, now) => agent.send("a", "u", "UPDATE", [], sdp(5), now));
    network.run(50);
    const { status, response } = last(network, "alice", "response");
    expect(status).toBe(500);
    expect(response?.headers.some(({ name }) => name === "Retry-After")).toBe(true);
    expect(network.types("bob")).not.toContain("update");
  });

  it("works in an early dialog", () => {
    const network = pair({ transport: "tcp" });
    const call = callBob(network, [{ name: "Require", value: "100rel" }]);
    answerOffers(network, "bob");
    network.act("bob", (agent, now) => agent.ring(call, 183, sdp(2), now));
    network.run(50);
    network.act("alice", (agent, now) => agent.send("a", "u", "UPDATE", [], sdp(5), now));
    network.run(50);
    expect(statuses(network, "alice")).toEqual([["u", 200]]);
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(50);
    endedCall(network, call);
  });
});

describe("other requests inside a call", () => {
  it("INFO, REFER with its NOTIFYs, and MESSAGE go to the application and are answered by it", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    network.reactions.set("bob", (event, agent) => {
      if (event.type === "info" || event.type === "message")
        agent.respond(event.request, 200, null, [], null, network.now);
      if (event.type !== "refer") return;
      agent.respond(event.request, 202, null, [], null, network.now);
      const headers = [
        { name: "Event", value: "refer" },
        { name: "Subscription-State", value: "terminated;reason=noresource" },
      ];
      const sipfrag = { contentType: "message/sipfrag;version=2.0", body: "SIP/2.0 200 OK\r\n" };
      agent.send(event.call, "n", "NOTIFY", headers, sipfrag, network.now);
    });
    network.reactions.set("alice", (event, agent) => {
      if (event.type === "notify") agent.respond(event.request, 200, null, [], null, network.now);
    });
    const digit = { contentType: "application/dtmf-relay", body: "Signal=5\r\nDuration=160\r\n" };
    network.act("alice", (agent, now) => agent.send("a", "i", "INFO", [], digit, now));
    network.run(50);
    const refer = [{ name: "Refer-To", value: "<sip:carol@carol>" }];
    network.act("alice", (agent, now) => agent.send("a", "r", "REFER", refer, null, now));
    network.run(50);
    network.act("alice", (agent, now) =>
      agent.send("a", "m", "MESSAGE", [], { contentType: "text/plain", body: "é" }, now),
    );
    network.run(50);
    expect(statuses(network, "alice")).toEqual([
      ["i", 200],
      ["r", 202],
      ["m", 200],
    ]);
    expect(statuses(network, "bob")).toEqual([["n", 200]]);
    expect(new TextDecoder().decode(last(network, "bob", "info").message.body)).toBe(digit.body);
    expect(new TextDecoder().decode(last(network, "bob", "message").message.body)).toBe("é");
    expect(last(network, "alice", "notify").call).toBe("a");
    expect(last(network, "bob", "refer")).toMatchObject({ call });
    endedCall(network, call);
  });

  it("a NOTIFY that gets 481 does not end the call, an INFO that gets 481 does", () => {
    const network = pair({ transport: "udp" });
    answeredCall(network);
    network.reactions.set("bob", (event, agent) => {
      if (event.type === "notify" || event.type === "info")
        agent.respond(event.request, 481, null, [], null, network.now);
    });
    network.act("alice", (agent, now) =>
      agent.send("a", "n", "NOTIFY", [{ name: "Event", value: "refer" }], null, now),
    );
    network.run(50);
    expect(network.types("alice")).not.toContain("ended");
    network.act("alice", (agent, now) => agent.send("a", "i", "INFO", [], null, now));
    network.run(50);
    expect(last(network, "alice", "ended").by).toBe("failure");
  });

  it("INFO with a body is no offer: a re-INVITE of the peer's is not in its way", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    answerOffers(network, "alice");
    const keys = { contentType: "application/dtmf-relay", body: "Signal=1\r\n" };
    network.act("alice", (agent, now) => agent.send("a", "i", "INFO", [], keys, now));
    network.act("bob", (agent, now) => agent.reinvite(call, "r", sdp(6), now));
    network.run(50);
    expect(statuses(network, "bob")).toEqual([["r", 200]]);
  });

  it("a provisional response to INFO is not its answer", () => {
    const network = pair({ transport: "udp" });
    answeredCall(network);
    network.act("alice", (agent, now) => agent.send("a", "i", "INFO", [], null, now));
    reply(network, "alice", "INFO", 100);
    expect(statuses(network, "alice")).toEqual([]);
    reply(network, "alice", "INFO", 200);
    expect(statuses(network, "alice")).toEqual([["i", 200]]);
  });

  it("OPTIONS is answered", () => {
    const network = pair({ transport: "udp" });
    answeredCall(network);
    network.act("alice", (agent, now) => agent.send("a", "o", "OPTIONS", [], null, now));
    network.run(50);
    expect(statuses(network, "alice")).toEqual([["o", 200]]);
  });
});
