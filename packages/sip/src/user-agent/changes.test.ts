import { describe, expect, it } from "vitest";
import { formatUri } from "../message/uri.ts";
import {
  answeredCall,
  answerOffers,
  callBob,
  endedCall,
  inviteOptions,
  last,
  pair,
  remembered,
  sdp,
  statuses,
} from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { lastRequest, reply } from "./testing/raw.ts";

describe("re-INVITE (RFC 3261 14)", () => {
  it.each(["udp", "tcp"] as const)("changes the session from either side over %s", (transport) => {
    const network = pair({ transport });
    const call = answeredCall(network);
    answerOffers(network, "alice");
    answerOffers(network, "bob");
    network.act("alice", (agent, now) => agent.reinvite("a", "r1", sdp(5), now));
    network.run(100);
    expect(new TextDecoder().decode(last(network, "bob", "reinvite").message.body)).toBe(sdp(5).body);
    const { response } = last(network, "alice", "response");
    expect(new TextDecoder().decode(response?.body)).toBe(sdp(9).body);
    network.act("bob", (agent, now) => agent.reinvite(call, "r2", sdp(6), now));
    network.run(100);
    expect(statuses(network, "bob")).toEqual([["r2", 200]]);
    expect(network.trace.slice(-4)).toEqual(["bob INVITE", "alice 100 INVITE", "alice 200 INVITE", "bob ACK"]);
    expect(network.types("bob").filter((type) => type === "acknowledged").length).toBe(1);
    endedCall(network, call);
  });

  it("goes one after the other", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    answerOffers(network, "bob");
    network.act("alice", (agent, now) => {
      agent.reinvite("a", "r1", sdp(5), now);
      agent.reinvite("a", "r2", sdp(6), now);
    });
    // The first INVITE is the call's own; the second of these waits.
    expect(network.times("alice INVITE").length).toBe(2);
    network.run(100);
    expect(statuses(network, "alice")).toEqual([
      ["r1", 200],
      ["r2", 200],
    ]);
    expect(new TextDecoder().decode(lastRequest(network, "alice", "INVITE").message.body)).toBe(sdp(6).body);
    endedCall(network, call);
  });

  it("of ours moves the target to the Contact of its 2xx (RFC 3261 12.2.1.2)", () => {
    const network = pair({ transport: "udp" });
    answeredCall(network);
    network.act("alice", (agent, now) => agent.reinvite("a", "r", sdp(5), now));
    reply(network, "alice", "INVITE", 200, { headers: ["Contact: <sip:bob@10.0.0.7>"] });
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    expect(formatUri(lastRequest(network, "alice", "ACK").message.uri)).toBe("sip:bob@10.0.0.7");
    expect(formatUri(lastRequest(network, "alice", "BYE").message.uri)).toBe("sip:bob@10.0.0.7");
  });

  it("of ours whose 2xx comes after the end of the call is acknowledged all the same", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    network.act("alice", (agent, now) => agent.reinvite("a", "r", sdp(5), now));
    network.filter = ({ message }) => message.kind === "request" || message.cseq.method !== "INVITE";
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    network.run(100);
    expect(network.types("alice")).toContain("ended");
    const acks = network.times("alice ACK").length;
    reply(network, "alice", "INVITE", 200, { headers: ["Contact: <sip:bob@10.0.0.7>"] });
    expect(network.times("alice ACK").length).toBe(acks + 1);
  });

  it("of the peer's gets 481 while our BYE is under way", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    network.filter = ({ message }) => message.cseq.method !== "BYE";
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    network.act("alice", (agent, now) => agent.reinvite("a", "r", sdp(5), now));
    network.run(50);
    expect(statuses(network, "alice")).toEqual([["r", 481]]);
    expect(network.types("bob")).not.toContain("reinvite");
  });

  it.each(["reinvite", "update"])(
    "of the peer's is remembered: the next refresh says what the answer said (%s)",
    (kind) => {
      const network = pair({ transport: "udp" });
      const call = answeredCall(network);
      answerOffers(network, "alice");
      answerOffers(network, "bob");
      network.act("alice", (agent, now) => {
        if (kind === "reinvite") agent.reinvite("a", "r", sdp(5), now);
        else agent.send("a", "r", "UPDATE", [], sdp(5), now);
      });
      network.run(50);
      // From here on Bob refreshes, and by re-INVITE.
      const refreshed = [
        { name: "Allow", value: "INVITE" },
        { name: "Session-Expires", value: "1800;refresher=uas" },
      ];
      network.act("alice", (agent, now) => agent.send("a", "u", "UPDATE", refreshed, null, now));
      network.run(901_000);
      expect(new TextDecoder().decode(lastRequest(network, "bob", "INVITE").message.body)).toBe(sdp(9).body);
      endedCall(network, call);
    },
  );

  it("of the peer's that is cancelled gets 487, and ours has its turn", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    network.act("alice", (agent, now) => agent.reinvite("a", "r1", sdp(5), now));
    network.run(50);
    network.act("bob", (agent, now) => agent.reinvite(call, "r2", sdp(6), now));
    expect(network.times("bob INVITE").length).toBe(0);
    const { data } = lastRequest(network, "alice", "INVITE");
    const cancel = new TextDecoder()
      .decode(data)
      .replace("INVITE", "CANCEL")
      .replace(/CSeq: (\d+) INVITE/, "CSeq: $1 CANCEL");
    network.inject("bob", "alice", cancel);
    expect(network.trace.slice(-3)).toEqual(["bob 200 CANCEL", "bob 487 INVITE", "bob INVITE"]);
  });

  it("that is refused leaves the call as it was", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    answerOffers(network, "bob", 488);
    network.act("alice", (agent, now) => agent.reinvite("a", "r1", sdp(5), now));
    network.run(100);
    expect(statuses(network, "alice")).toEqual([["r1", 488]]);
    expect(network.types("alice")).not.toContain("ended");
    endedCall(network, call);
  });

  it("that crosses another gets 491 on both sides, and both go through after the random waits", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    answerOffers(network, "alice");
    answerOffers(network, "bob");
    const start = network.now;
    network.act("alice", (agent, now) => agent.reinvite("a", "ra", sdp(5), now));
    network.act("bob", (agent, now) => agent.reinvite(call, "rb", sdp(6), now));
    network.run(100);
    expect(network.trace).toContain("alice 491 INVITE");
    expect(network.trace).toContain("bob 491 INVITE");
    network.run(4_500);
    expect(statuses(network, "alice")).toEqual([["ra", 200]]);
    expect(statuses(network, "bob")).toEqual([["rb", 200]]);
    const again = (name: string) => (network.times(`${name} INVITE`).at(-1) ?? 0) - start;
    expect(again("alice")).toBeGreaterThanOrEqual(2_100);
    expect(again("alice")).toBeLessThanOrEqual(4_100);
    expect(again("bob")).toBeLessThanOrEqual(2_100);
    endedCall(network, call);
  });

  it("waits until the peer's is answered", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    answerOffers(network, "bob");
    network.act("bob", (agent, now) => agent.reinvite(call, "rb", sdp(6), now));
    network.run(100);
    network.act("alice", (agent, now) => agent.reinvite("a", "ra", sdp(5), now));
    network.run(100);
    expect(network.times("alice INVITE").length).toBe(1);
    const { request } = last(network, "alice", "reinvite");
    network.act("alice", (agent, now) => agent.respond(request, 200, null, [], sdp(7), now));
    network.run(100);
    expect(statuses(network, "alice")).toEqual([["ra", 200]]);
    endedCall(network, call);
  });

  it("that comes before the first is answered gets 500 with Retry-After", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    network.act("alice", (agent, now) => agent.reinvite("a", "ra", sdp(5), now));
    network.run(50);
    const first = lastRequest(network, "alice", "INVITE");
    const second = new TextDecoder()
      .decode(first.data)
      .replaceAll("z9hG4bK", "z9hG4bKx")
      .replace("2 INVITE", "3 INVITE");
    network.inject("bob", "alice", second);
    const answer = network.sent.at(-1)?.message;
    if (answer?.kind !== "response") throw new Error("no answer");
    expect(answer.status).toBe(500);
    const retry = Number(answer.headers.find(({ name }) => name === "Retry-After")?.value);
    expect(retry).toBeGreaterThanOrEqual(0);
    expect(retry).toBeLessThanOrEqual(10);
    expect(network.types("bob").filter((type) => type === "reinvite").length).toBe(1);
    endedCall(network, call);
  });

  it("before the call is answered gets 500", () => {
    const network = pair({ transport: "udp" });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.ring(call, 180, null, now));
    network.run(50);
    const tag = network.sent.at(-1)?.message.to.params["tag"] ?? "";
    const second = new TextDecoder()
      .decode(lastRequest(network, "alice", "INVITE").data)
      .replaceAll("z9hG4bK", "z9hG4bKx")
      .replace("1 INVITE", "2 INVITE")
      .replace(/^To: (.*)\r$/m, (_, to) => `To: ${to};tag=${tag}\r`);
    network.inject("bob", "alice", second);
    expect(network.trace.at(-1)).toBe("bob 500 INVITE");
  });

  it("that gets 481 ends the call; one that times out ends it with BYE", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    network.act("bob", (agent, now) => agent.reinvite(call, "rb", sdp(6), now));
    network.run(50);
    network.act("alice", (agent, now) =>
      agent.respond(last(network, "alice", "reinvite").request, 481, null, [], null, now),
    );
    network.run(50);
    expect(last(network, "bob", "ended").by).toBe("failure");
    expect(network.times("bob BYE").length).toBe(0);

    const silent = pair({ transport: "udp" });
    const other = answeredCall(silent);
    silent.filter = ({ message }) => message.cseq.method !== "INVITE";
    silent.act("bob", (agent, now) => agent.reinvite(other, "rb", sdp(6), now));
    silent.run(33_000);
    expect(statuses(silent, "bob")).toEqual([["rb", 408]]);
    expect(last(silent, "bob", "ended").by).toBe("failure");
    expect(last(silent, "alice", "ended").by).toBe("remote");
  });

  it("that is answered after all is acknowledged, and reported once", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    reply(network, "alice", "INVITE", 200, { headers: ["Contact: <sip:trunk>"] });
    network.act("alice", (agent, now) => agent.reinvite("a", "ra", sdp(5), now));
    network.run(33_000);
    reply(network, "alice", "INVITE", 200, { headers: ["Contact: <sip:trunk>"] });
    expect(network.trace.at(-1)).toBe("alice ACK");
    expect(statuses(network, "alice")).toEqual([["ra", 408]]);
  });

  it("that waits for an answer when the call ends gets 487", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    network.act("alice", (agent, now) => agent.reinvite("a", "ra", sdp(5), now));
    network.run(50);
    endedCall(network, call);
    expect(network.trace).toContain("bob 487 INVITE");
    expect(statuses(network, "alice")).toEqual([["ra", 487]]);
  });

  it("of ours that waits in line when the call ends is reported", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    network.act("bob", (agent, now) => agent.reinvite(call, "r1", sdp(5), now));
    network.act("bob", (agent, now) => agent.reinvite(call, "r2", sdp(6), now));
    network.act("bob", (agent, now) => agent.bye(call, null, now));
    network.act("bob", (agent, now) => agent.reinvite(call, "r3", sdp(6), now));
    network.run(100);
    expect(
      statuses(network, "bob")
        .map(([request]) => request)
        .sort(),
    ).toEqual(["r1", "r2", "r3"]);
    network.run(100_000);
    expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
  });

  it("has its 2xx repeated until the ACK, and no ACK ends the call", () => {
    const network = pair({ transport: "udp" });
    const call = answeredCall(network);
    answerOffers(network, "bob");
    network.filter = ({ message }) => message.kind === "response" || message.method !== "ACK";
    network.act("alice", (agent, now) => agent.reinvite("a", "ra", sdp(5), now));
    network.run(3_900);
    expect(network.times("bob 200 INVITE").length).toBe(5);
    expect(network.times("alice ACK").length).toBe(5);
    network.run(30_000);
    expect(last(network, "bob", "ended")).toMatchObject({ call, by: "noAck" });
    network.run(100_000);
    expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
  });
});

describe("a peer that does not play by the rules", () => {
  it("that answers every re-INVITE with 491 is believed in the end", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    answerOffers(network, "bob", 491);
    network.act("alice", (agent, now) => agent.reinvite("a", "ra", sdp(5), now));
    network.run(100_000);
    expect(statuses(network, "alice")).toEqual([["ra", 491]]);
    expect(network.times("alice INVITE").length).toBe(1 + 9);
    endedCall(network, call);
  });

  it("that never answers a re-INVITE is given up after three minutes", () => {
    const network = pair({ transport: "tcp" });
    answeredCall(network);
    network.act("alice", (agent, now) => agent.reinvite("a", "ra", sdp(5), now));
    network.run(190_000);
    expect(statuses(network, "alice")).toEqual([["ra", 408]]);
    expect(last(network, "alice", "ended").by).toBe("failure");
    expect(last(network, "bob", "ended").by).toBe("remote");
  });

  it("an UPDATE that the application lets pass does not block later changes", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    network.act("alice", (agent, now) => agent.send("a", "u", "UPDATE", [], sdp(5), now));
    network.run(33_000);
    expect(statuses(network, "alice")).toEqual([["u", 408]]);
    expect(last(network, "alice", "ended").by).toBe("failure");
    expect(last(network, "bob", "ended").call).toBe(call);

    const other = pair({ transport: "tcp" });
    const second = answeredCall(other);
    answerOffers(other, "alice");
    // Alice is not told of the time-out, so that her call goes on.
    other.act("alice", (agent, now) => agent.send("a", "u", "UPDATE", [], sdp(5), now));
    other.run(31_000);
    other.act("alice", (agent, now) => agent.flowFailed(other.flow("alice", "bob"), now));
    other.run(2_000);
    other.act("bob", (agent, now) => agent.reinvite(second, "rb", sdp(6), now));
    other.run(100);
    expect(statuses(other, "bob")).toEqual([["rb", 200]]);
  });
});
