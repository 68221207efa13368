import { describe, expect, it } from "vitest";
import { headerValue } from "../message/headers.ts";
import { answeredCall, callBob, inviteOptions, last, pair, remembered, sdp } from "./testing/calls.ts";
import { Network } from "./testing/network.ts";
import { lastRequest, rawRequest, reply } from "./testing/raw.ts";

const minute = 60_000;
const timer = { sessionTimer: { expiresSeconds: 600, minimumSeconds: 90 } };

describe("session timers (RFC 4028)", () => {
  it("the caller refreshes by UPDATE at half of the interval, and the call goes on", () => {
    const network = pair({ transport: "tcp", agents: timer });
    answeredCall(network);
    const response = last(network, "alice", "answered").response;
    expect(headerValue(response, "Session-Expires")).toBe("600;refresher=uac");
    expect(headerValue(response, "Require")).toBe("timer");
    network.run(31 * minute);
    expect(network.times("alice UPDATE").length).toBe(6);
    expect(network.times("bob UPDATE").length).toBe(0);
    expect(lastRequest(network, "alice", "UPDATE").message.body.length).toBe(0);
    expect(network.types("bob")).toEqual(["invite", "acknowledged"]);
    network.act("alice", (agent, now) => agent.bye("a", null, now));
    network.run(100_000);
    expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
  });

  it("the callee refreshes when the caller wants it to", () => {
    const network = pair({ transport: "udp", agents: timer });
    answeredCall(network, [{ name: "Session-Expires", value: "600;refresher=uas" }]);
    network.run(11 * minute);
    expect(network.times("bob UPDATE").length).toBe(2);
    expect(network.times("alice UPDATE").length).toBe(0);
  });

  it("the callee refreshes for a caller without session timers that a proxy asked for", () => {
    const network = pair({ transport: "udp", agents: timer });
    answeredCall(network, [{ name: "Supported", value: "replaces" }]);
    expect(headerValue(last(network, "alice", "answered").response, "Session-Expires")).toBe("600;refresher=uas");
    network.run(6 * minute);
    expect(network.times("bob UPDATE").length).toBe(1);
  });

  it("a peer that does not take UPDATE is refreshed by a re-INVITE with the description as it was", () => {
    const network = new Network({ transport: "udp", agents: timer });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    const headers = ["Contact: <sip:trunk>", "Allow: INVITE, ACK, BYE", "Session-Expires: 600;refresher=uac"];
    reply(network, "alice", "INVITE", 200, { headers, body: "v=0" });
    network.run(5 * minute);
    const again = lastRequest(network, "alice", "INVITE").message;
    expect(again.cseq.sequence).toBe(2);
    expect(new TextDecoder().decode(again.body)).toBe(sdp(1).body);
    expect(headerValue(again, "Session-Expires")).toBe("600;refresher=uac");
    reply(network, "alice", "INVITE", 200, { headers, body: "v=0" });
    expect(network.types("alice")).toEqual(["answered"]);
    expect(network.times("alice ACK").length).toBe(2);
    network.run(4.9 * minute);
    expect(network.types("alice")).toEqual(["answered"]);
  });

  it("a UPDATE that gets 501 is followed by a re-INVITE", () => {
    const network = new Network({ transport: "udp", agents: timer });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    const headers = ["Contact: <sip:trunk>", "Allow: UPDATE", "Session-Expires: 600;refresher=uac"];
    reply(network, "alice", "INVITE", 200, { headers });
    network.run(5 * minute);
    reply(network, "alice", "UPDATE", 501);
    expect(network.trace.at(-1)).toBe("alice INVITE");
  });

  it.each([
    [481, false],
    [408, true],
  ])("a refresh that gets %i ends the call (RFC 4028 10)", (status, bye) => {
    const network = new Network({ transport: "udp", agents: timer });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    const headers = ["Contact: <sip:trunk>", "Allow: UPDATE", "Session-Expires: 600;refresher=uac"];
    reply(network, "alice", "INVITE", 200, { headers });
    network.run(5 * minute);
    reply(network, "alice", "UPDATE", status);
    expect(last(network, "alice", "ended").by).toBe("failure");
    expect(network.times("alice BYE").length > 0).toBe(bye);
  });

  it("a peer that stops keeping the timer is not hung up on, and no refresher is named any more", () => {
    const network = new Network({ transport: "udp", agents: timer });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    const headers = ["Contact: <sip:trunk>", "Allow: UPDATE"];
    reply(network, "alice", "INVITE", 200, { headers: [...headers, "Session-Expires: 400;refresher=uac"] });
    network.run(200_000);
    reply(network, "alice", "UPDATE", 200, { headers });
    network.run(5 * minute);
    expect(headerValue(lastRequest(network, "alice", "UPDATE").message, "Session-Expires")).toBe("600");
    reply(network, "alice", "UPDATE", 200, { headers });
    network.run(4.9 * minute);
    expect(network.types("alice")).toEqual(["answered"]);
  });

  it("a session that nobody refreshes ends min(32 s, a third) before its time", () => {
    const network = pair({ transport: "tcp", agents: timer });
    answeredCall(network);
    network.filter = ({ message }) => message.cseq.method !== "UPDATE";
    const answered = network.now;
    network.run(10 * minute);
    expect(last(network, "alice", "ended").by).toBe("failure");
    expect(last(network, "bob", "ended").by).toBe("remote");

    const deaf = pair({ transport: "tcp", agents: timer });
    answeredCall(deaf);
    deaf.filter = ({ from }) => from === "bob";
    deaf.run(10 * minute);
    expect(last(deaf, "bob", "ended").by).toBe("sessionTimer");
    const bye = deaf.times("bob BYE")[0] ?? 0;
    expect(bye - answered).toBeGreaterThan(568_000 - 100);
    expect(bye - answered).toBeLessThan(568_000 + 100);
  });

  it("any re-INVITE refreshes the session too", () => {
    const network = pair({ transport: "tcp", agents: timer });
    answeredCall(network);
    network.reactions.set("bob", (event, agent) => {
      if (event.type === "reinvite") agent.respond(event.request, 200, null, [], sdp(9), network.now);
    });
    network.run(4 * minute);
    network.act("alice", (agent, now) => agent.reinvite("a", "r", sdp(5), now));
    network.run(4 * minute);
    expect(network.times("alice UPDATE").length).toBe(0);
    network.run(2 * minute);
    expect(network.times("alice UPDATE").length).toBe(1);
  });

  it("a refresh that fails for now is tried again", () => {
    const network = new Network({ transport: "udp", agents: timer });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    const headers = ["Contact: <sip:trunk>", "Allow: UPDATE", "Session-Expires: 600;refresher=uac"];
    reply(network, "alice", "INVITE", 200, { headers });
    network.run(5 * minute);
    reply(network, "alice", "UPDATE", 480);
    network.run(minute);
    expect(network.times("alice UPDATE").length).toBeGreaterThanOrEqual(2);
    reply(network, "alice", "UPDATE", 200, { headers });
    network.run(4.5 * minute);
    expect(network.types("alice")).toEqual(["answered"]);
  });
});

/** What Bob's 200 to an INVITE of Carol's says of the session. */
function agreed(headers: readonly string[], sessionTimer = timer.sessionTimer): string | null {
  const network = new Network({ transport: "udp" });
  network.add("bob", "carol", { sessionTimer });
  network.inject("bob", "carol", rawRequest({ method: "INVITE", headers }));
  const { call } = last(network, "bob", "invite");
  network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
  const answer = network.sent.at(-1)?.message;
  if (answer?.kind !== "response") throw new Error("Bob has not answered");
  return headerValue(answer, "Session-Expires");
}

describe("the interval that a callee agrees to (RFC 4028 9)", () => {
  const supported = "Supported: timer";
  it.each([
    ["as asked", [supported, "Session-Expires: 3600"], "3600;refresher=uac"],
    ["as asked, though we would rather have had longer", ["Session-Expires: 100"], "100;refresher=uas"],
    ["ours where none is asked for", [supported], "600;refresher=uac"],
    ["not below the caller's Min-SE where none is asked for", [supported, "Min-SE: 3000"], "3000;refresher=uac"],
    [
      "none where the asked one is below the caller's own Min-SE",
      [supported, "Session-Expires: 400", "Min-SE: 500"],
      null,
    ],
    ["none below 90 s, and none raised to it", ["Session-Expires: 89"], null],
    ["none for a caller that neither asks nor could", [], null],
  ])("is %s", (_, headers, expected) => {
    expect(agreed(headers, { expiresSeconds: 600, minimumSeconds: 300 })).toBe(expected);
  });

  it("a call without one is asked for a sign of life", () => {
    const network = new Network({ transport: "udp", agents: timer });
    network.add("bob", "carol");
    const headers = ["Session-Expires: 60", "Allow: UPDATE"];
    network.inject("bob", "carol", rawRequest({ method: "INVITE", headers }));
    const { call } = last(network, "bob", "invite");
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    const to = lastTo(network);
    network.inject("bob", "carol", rawRequest({ method: "ACK", to, branch: "z9hG4bKack" }));
    network.run(5 * minute - 1);
    expect(network.times("bob UPDATE").length).toBe(0);
    network.run(1);
    expect(network.times("bob UPDATE").length).toBe(1);
    expect(network.types("bob")).toEqual(["invite", "acknowledged"]);
  });
});

/** To of the last message, as its text. */
function lastTo(network: Network): string {
  return network.sent.at(-1)?.message.headers.find(({ name }) => name === "To")?.value ?? "";
}

describe("Min-SE of a refresh (RFC 4028 7.4)", () => {
  const session = (network: Network, name: string, method: string) => {
    const { message } = lastRequest(network, name, method);
    return [headerValue(message, "Session-Expires"), headerValue(message, "Min-SE")];
  };
  const trunk = (seconds: number, method: string) => [
    "Contact: <sip:trunk>",
    `Allow: ${method}`,
    `Session-Expires: ${seconds};refresher=uac`,
  ];

  it.each(["UPDATE", "INVITE"])("is the largest that a 422 has asked for, in %s as well", (method) => {
    const network = new Network({ transport: "udp", agents: timer });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    expect(session(network, "alice", "INVITE")).toEqual(["600", "90"]);
    reply(network, "alice", "INVITE", 422, { headers: ["Min-SE: 3600"] });
    expect(session(network, "alice", "INVITE")).toEqual(["3600", "3600"]);
    reply(network, "alice", "INVITE", 422, { headers: ["Min-SE: 200"] });
    expect(session(network, "alice", "INVITE")).toEqual(["3600", "3600"]);
    reply(network, "alice", "INVITE", 200, { headers: trunk(3600, method) });
    network.run(30 * minute);
    expect(session(network, "alice", method)).toEqual(["3600;refresher=uac", "3600"]);
    reply(network, "alice", method, 422, { headers: ["Min-SE: 7200"] });
    expect(session(network, "alice", method)).toEqual(["7200;refresher=uac", "7200"]);
    reply(network, "alice", method, 200, { headers: trunk(3600, method) });
    network.run(30 * minute);
    expect(session(network, "alice", method)).toEqual(["7200;refresher=uac", "7200"]);
  });

  it("is the one that the caller came with, and that of a later UPDATE of the peer's", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "bob", { sessionTimer: { expiresSeconds: 600, minimumSeconds: 200 } });
    network.add("bob", "alice", timer);
    answeredCall(network, [{ name: "Session-Expires", value: "600;refresher=uas" }]);
    network.run(5 * minute);
    expect(session(network, "bob", "UPDATE")).toEqual(["600;refresher=uac", "200"]);
    network.act("alice", (agent, now) =>
      agent.send(
        "a",
        "u",
        "UPDATE",
        [
          { name: "Min-SE", value: "900" },
          { name: "Session-Expires", value: "900;refresher=uas" },
        ],
        null,
        now,
      ),
    );
    network.run(8 * minute);
    expect(session(network, "bob", "UPDATE")).toEqual(["900;refresher=uac", "900"]);
  });

  it("keeps who refreshes as the caller wanted it when a 422 raises the interval", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    const headers = [{ name: "Session-Expires", value: "600;refresher=uas" }];
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk", { headers }), now));
    reply(network, "alice", "INVITE", 422, { headers: ["Min-SE: 700"] });
    expect(session(network, "alice", "INVITE")).toEqual(["700;refresher=uas", "700"]);
  });
});

describe("422 (RFC 4028 6)", () => {
  it("is given to an interval below Min-SE, and answered by a longer one", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "bob", { sessionTimer: { expiresSeconds: 100, minimumSeconds: 90 } });
    network.add("bob", "alice", { sessionTimer: { expiresSeconds: 600, minimumSeconds: 300 } });
    const call = callBob(network);
    expect(network.trace).toContain("bob 422 INVITE");
    network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
    network.run(50);
    expect(headerValue(last(network, "alice", "answered").response, "Session-Expires")).toBe("300;refresher=uac");
    expect(lastRequest(network, "alice", "INVITE").message.cseq.sequence).toBe(2);
  });

  it("is not given to a caller without session timers", () => {
    const network = new Network({ transport: "udp" });
    network.add("bob", "carol");
    network.inject("bob", "carol", rawRequest({ method: "INVITE", headers: ["Session-Expires: 20"] }));
    expect(network.types("bob")).toEqual(["invite"]);
  });

  it("a peer without session timers is asked for a sign of life, and its call ends when there is none", () => {
    const network = new Network({ transport: "udp", agents: timer });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    const headers = ["Contact: <sip:trunk>", "Allow: INVITE, ACK, BYE"];
    reply(network, "alice", "INVITE", 200, { headers, body: "v=0" });
    for (const sequence of [2, 3]) {
      network.run(5 * minute);
      expect(lastRequest(network, "alice", "INVITE").message.cseq.sequence).toBe(sequence);
      reply(network, "alice", "INVITE", 200, { headers, body: "v=0" });
    }
    expect(network.types("alice")).toEqual(["answered"]);
    network.run(6 * minute);
    expect(network.types("alice")).toEqual(["answered", "ended"]);
    network.run(2 * minute);
    expect(remembered(network, "alice")).toBe(0);
  });

  it("alone asks for a longer session: a refusal with Min-SE is one", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    reply(network, "alice", "INVITE", 486, { headers: ["Min-SE: 3600"] });
    expect(last(network, "alice", "refused").status).toBe(486);
  });

  it("that asks for ever more ends in a refusal", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    for (let i = 1; i < 20 && network.types("alice").length === 0; i++) {
      reply(network, "alice", "INVITE", 422, { headers: [`Min-SE: ${2000 * i}`] });
    }
    expect(last(network, "alice", "refused").status).toBe(422);
    expect(network.times("alice INVITE").length).toBeLessThan(8);
  });
});
