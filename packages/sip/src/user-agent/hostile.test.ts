import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inviteOptions, last, pair, remembered, sdp } from "./testing/calls.ts";
import { chaos } from "./testing/chaos.ts";
import { Network } from "./testing/network.ts";
import { Random } from "./testing/random.ts";
import { reply } from "./testing/raw.ts";

/** Real messages, damaged: bytes changed, lines doubled, dropped and swapped between messages. */
function damage(random: Random, texts: readonly string[]): string {
  const lines = (texts[random.below(texts.length)] ?? "").split("\r\n");
  const others = (texts[random.below(texts.length)] ?? "").split("\r\n");
  for (let i = random.below(4); i >= 0; i--) {
    const at = random.below(lines.length);
    const line = lines[at] ?? "";
    switch (random.below(5)) {
      case 0:
        lines.splice(at, 1);
        break;
      case 1:
        lines.splice(at, 0, line);
        break;
      case 2:
        lines[at] = others[random.below(others.length)] ?? "";
        break;
      case 3:
        lines[at] =
          line.slice(0, random.below(line.length + 1)) + String.fromCharCode(random.below(256)) + line.slice(1);
        break;
      default:
        lines[at] = line.replace(/\d+/, String(random.below(2) * 4_294_967_296 + random.below(1_000)));
    }
  }
  return lines.join("\r\n");
}

describe("a hostile peer", () => {
  it("cannot make the user agent fail or keep anything for ever", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const random = new Random(seed);
        const before = chaos({ seed, actions: 20, transport: "udp" });
        const texts = before.sent.map(({ data }) => String.fromCharCode(...data));
        if (texts.length === 0) return;
        const network = pair({ transport: "udp", seed });
        const calls: string[] = [];
        network.reactions.set("bob", (event, agent) => {
          if (event.type !== "invite") return;
          calls.push(event.call);
          if (random.next() < 0.5) agent.accept(event.call, sdp(1), [], network.now);
        });
        for (let i = 0; i < 60; i++) {
          if (i % 10 === 0) {
            network.act("alice", (agent, now) => agent.invite(inviteOptions(`a${i}`, "bob"), now));
            calls.push(`a${i}`);
          }
          const [to, from] = random.next() < 0.5 ? ["alice", "bob"] : ["bob", "alice"];
          const fresh = network.sent.slice(-10).map(({ data }) => String.fromCharCode(...data));
          network.inject(to ?? "", from ?? "", damage(random, random.next() < 0.7 && fresh.length > 0 ? fresh : texts));
          network.run(random.below(300));
        }
        for (const call of calls) {
          for (const name of ["alice", "bob"]) network.act(name, (agent, now) => agent.bye(call, null, now));
        }
        // Calls that the damaged messages opened are refused by the application one by one.
        for (let i = 0; i < 20; i++) {
          network.run(60_000);
          for (const call of calls) {
            for (const name of ["alice", "bob"]) network.act(name, (agent, now) => agent.bye(call, null, now));
          }
          for (const event of network.of("alice")) {
            if (event.type === "invite") network.act("alice", (agent, now) => agent.bye(event.call, null, now));
          }
        }
        expect([remembered(network, "alice"), remembered(network, "bob")]).toEqual([0, 0]);
      }),
      { numRuns: 60 },
    );
  });

  it("cannot fill the memory with early dialogs", () => {
    const network = new Network({ transport: "udp" });
    network.add("alice", "trunk");
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "trunk"), now));
    for (let i = 0; i < 200; i++) {
      reply(network, "alice", "INVITE", 180, { tag: `t${i}`, headers: ["Contact: <sip:trunk>"] });
    }
    expect(network.types("alice").length).toBeLessThan(50);
  });

  it("cannot write headers through what the application passes on", () => {
    const network = pair({ transport: "udp" });
    const injected = "x\r\nX-Evil: yes";
    const headers = [
      { name: "X-Note", value: injected },
      { name: "Via", value: "SIP/2.0/UDP evil;branch=z9hG4bKevil" },
      { name: "Content-Length", value: "7" },
    ];
    const from = { ...inviteOptions("a", "bob").from, display: injected };
    network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob", { headers, from }), now));
    network.run(50);
    const { request, call } = last(network, "bob", "invite");
    expect(request.headers.map(({ name }) => name)).not.toContain("X-Evil");
    expect(request.via.length).toBe(1);
    network.act("bob", (agent, now) => agent.reject(call, 486, injected, headers, now));
    network.run(50);
    const { response } = last(network, "alice", "refused");
    expect(response?.headers.map(({ name }) => name)).not.toContain("X-Evil");
    expect(response?.via.length).toBe(1);
  });
});
