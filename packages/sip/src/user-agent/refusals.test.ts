import { describe, expect, it } from "vitest";
import { callBob, inviteOptions, last, pair, remembered, sdp } from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { ask, rawRequest } from "./testing/raw.ts";

function bob(): Network {
  const network = new Network({ transport: "udp" });
  network.add("bob", "carol");
  return network;
}

describe("requests that are refused before the application sees them (RFC 3261 8.2)", () => {
  it.each([
    ["an unknown method", { method: "DANCE" }, "501", /^Allow: INVITE, /m],
    ["a method that is not taken", { method: "REGISTER" }, "405", /^Allow: INVITE, /m],
    ["an unknown URI scheme", { method: "INVITE", uri: "mailto:bob" }, "416", null],
    [
      "an unknown extension",
      { method: "INVITE", headers: ["Require: 100rel, teleport"] },
      "420",
      /^Unsupported: teleport\r/m,
    ],
    [
      "a body that is no SDP",
      { method: "INVITE", headers: ["Content-Type: text/html"], body: "<p>" },
      "415",
      /^Accept: application\/sdp/m,
    ],
    [
      "an encoded body",
      { method: "INVITE", headers: ["Content-Encoding: gzip"], body: "x" },
      "415",
      /^Accept-Encoding: identity/m,
    ],
    ["a BYE without a dialog", { method: "BYE", to: "<sip:bob@bob>;tag=x" }, "481", null],
    ["a BYE without a tag", { method: "BYE" }, "481", null],
    ["an UPDATE without a dialog", { method: "UPDATE" }, "481", null],
    ["an INFO without a dialog", { method: "INFO" }, "481", null],
    ["a PRACK without a dialog", { method: "PRACK" }, "481", null],
    ["an INVITE of an unknown dialog", { method: "INVITE", to: "<sip:bob@bob>;tag=x" }, "481", null],
    ["a NOTIFY of an unknown dialog", { method: "NOTIFY", to: "<sip:bob@bob>;tag=x" }, "481", null],
    ["a CANCEL of nothing", { method: "CANCEL" }, "481", null],
  ])("%s", (_, request, status, header) => {
    const network = bob();
    const answer = ask(network, request);
    expect(answer).toMatch(new RegExp(`^SIP/2.0 ${status} `));
    if (header !== null) expect(answer).toMatch(header);
    expect(answer).toMatch(/^To: <sip:bob@bob>;tag=.+\r$/m);
    expect(network.types("bob")).toEqual([]);
    network.inject("bob", "carol", rawRequest({ ...request, method: "ACK" }));
    network.run(100_000);
    expect(remembered(network, "bob")).toBe(0);
  });

  it("an INVITE without Contact gets 400: its dialog would lead nowhere (8.1.1.8)", () => {
    const network = bob();
    network.inject("bob", "carol", rawRequest({ method: "INVITE" }).replace(/^Contact: .*\r\n/m, ""));
    expect(network.trace).toEqual(["bob 400 INVITE"]);
    expect(network.types("bob")).toEqual([]);
  });

  it("a malformed request gets 400, a malformed ACK and a malformed response nothing", () => {
    const network = bob();
    network.inject("bob", "carol", rawRequest({ method: "INVITE" }).replace("Max-Forwards: 70", "Max-Forwards: many"));
    expect(network.trace).toEqual(["bob 400 INVITE"]);
    network.inject("bob", "carol", rawRequest({ method: "ACK" }).replace("Max-Forwards: 70", "Max-Forwards: many"));
    network.inject("bob", "carol", "SIP/2.0 200 OK\r\n\r\n");
    network.inject("bob", "carol", "\r\n\r\n");
    network.inject("bob", "carol", "nonsense");
    expect(network.trace).toEqual(["bob 400 INVITE"]);
  });

  it("a request that came twice on different ways gets 482 the second time (8.2.2.2)", () => {
    const network = bob();
    ask(network, { method: "INVITE" });
    expect(ask(network, { method: "INVITE", branch: "z9hG4bKother" })).toMatch(/^SIP\/2.0 482 /);
    expect(network.types("bob")).toEqual(["invite"]);
    // Its own repeat is no merged request.
    expect(ask(network, { method: "INVITE" })).toMatch(/^SIP\/2.0 100 /);
  });

  it("a stray ACK and a stray response are dropped", () => {
    const network = bob();
    expect(ask(network, { method: "ACK", to: "<sip:bob@bob>;tag=x" })).toBe("");
    network.inject("bob", "carol", rawRequest({ method: "BYE" }).replace(/^BYE .*\r/, "SIP/2.0 200 OK\r"));
    expect(network.sent).toEqual([]);
  });

  it("a response to somebody else's request is dropped (18.1.2)", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    const invite = network.sent[0];
    const answer = new TextDecoder()
      .decode(invite?.data)
      .replace(/^INVITE .*\r/, "SIP/2.0 486 Busy\r")
      .replace(/UDP alice/, "UDP mallory");
    network.inject("alice", "trunk", answer);
    expect(network.types("alice")).toEqual([]);
  });

  it("a request inside a dialog with a lower CSeq gets 500 (12.2.2)", () => {
    const network = bob();
    ask(network, { method: "INVITE", sequence: 10 });
    const call = last(network, "bob", "invite").call;
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    const tag = network.sent.at(-1)?.message.to.params["tag"] ?? "";
    const to = `<sip:bob@bob>;tag=${tag}`;
    ask(network, { method: "ACK", to, sequence: 10, branch: "z9hG4bKa" });
    expect(ask(network, { method: "BYE", to, sequence: 9, branch: "z9hG4bKb" })).toMatch(/^SIP\/2.0 500 /);
    expect(network.types("bob")).toEqual(["invite", "acknowledged"]);
    expect(ask(network, { method: "BYE", to, sequence: 11, branch: "z9hG4bKc" })).toMatch(/^SIP\/2.0 200 /);
    expect(network.types("bob")).toEqual(["invite", "acknowledged", "ended"]);
  });

  it("OPTIONS outside a dialog is answered with what we can do", () => {
    const network = bob();
    const answer = ask(network, { method: "OPTIONS" });
    expect(answer).toMatch(/^SIP\/2.0 200 /);
    for (const name of ["Allow", "Accept", "Supported", "Contact"])
      expect(answer).toMatch(new RegExp(`^${name}: `, "m"));
  });

  it("a client of RFC 2543, without the magic cookie, is served", () => {
    const network = bob();
    const via = "SIP/2.0/UDP carol:5060";
    expect(ask(network, { method: "INVITE", via })).toMatch(/^SIP\/2.0 100 /);
    const call = last(network, "bob", "invite").call;
    network.act("bob", (agent, now) => agent.reject(call, 486, null, [], now));
    const tag = network.sent.at(-1)?.message.to.params["tag"] ?? "";
    ask(network, { method: "ACK", via, to: `<sip:bob@bob>;tag=${tag}` });
    network.run(3_000);
    expect(network.times("bob 486 INVITE").length).toBe(1);
  });
});

describe("overload", () => {
  it("new INVITEs beyond the limit get 503 with Retry-After, and nothing is remembered of them", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "carol", { maxOpenInvites: 1 });
    ask(network, { method: "INVITE" });
    const before = remembered(network, "bob");
    const other = { method: "INVITE", callId: "other", branch: "z9hG4bKother" };
    const first = ask(network, other);
    expect(first).toMatch(/^SIP\/2.0 503 /);
    expect(first).toMatch(/^Retry-After: \d+\r/m);
    expect(ask(network, other)).toBe(first);
    expect(remembered(network, "bob")).toBe(before);
    const call = last(network, "bob", "invite").call;
    network.act("bob", (agent, now) => agent.reject(call, 486, null, [], now));
    expect(ask(network, other)).toMatch(/^SIP\/2.0 100 /);
  });

  it.each([
    ["", false],
    [" when restored at every step", true],
  ])("calls that are long over count neither for nor against the limit%s", (_, restoreAlways) => {
    const network = new Network({ transport: "udp", restoreAlways });
    network.add("bob", "carol", { maxOpenInvites: 1 });
    for (const n of [1, 2, 3]) {
      ask(network, { method: "INVITE", callId: `old${n}`, branch: `z9hG4bKold${n}` });
      const { call } = last(network, "bob", "invite");
      network.act("bob", (agent, now) => agent.reject(call, 486, null, [], now));
      network.run(100_000);
    }
    expect(ask(network, { method: "INVITE", callId: "new1", branch: "z9hG4bKnew1" })).toMatch(/^SIP\/2.0 100 /);
    expect(ask(network, { method: "INVITE", callId: "new2", branch: "z9hG4bKnew2" })).toMatch(/^SIP\/2.0 503 /);
  });

  it("calls that are answered do not count", () => {
    const network = pair({ transport: "tcp", agents: { maxOpenInvites: 1 } });
    const call = callBob(network);
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(50);
    network.act("alice", (agent, now) => agent.invite(inviteOptions("second", "bob"), now));
    network.run(50);
    expect(network.types("bob")).toEqual(["invite", "acknowledged", "invite"]);
  });
});
