import { describe, expect, it } from "vitest";
import { answeredCall, last, pair } from "./testing/calls.ts";
import type { Flow, Output, UserAgent } from "./types.ts";
import { restoreUserAgent } from "./user-agent.ts";

const outbound: Flow = { transport: "tcp", host: "alice", port: 5060, connection: "of the new process" };

/** Bob's process is gone; another one reads what it wrote down. */
function reborn(saved: unknown, now: number): UserAgent {
  let tokens = 0;
  const options = {
    host: "bob",
    port: 5060,
    transport: "tcp" as const,
    outbound,
    userAgent: "test",
    randomToken: () => (0xabcdef00 + tokens++).toString(16).padStart(16, "0"),
    maxOpenInvites: 10,
  };
  return restoreUserAgent(options, JSON.parse(JSON.stringify(saved)), now);
}

function outputs(agent: UserAgent): readonly Output[] {
  const all: Output[] = [];
  for (let output = agent.poll(); output !== null; output = agent.poll()) all.push(output);
  return all;
}

describe("a user agent in another process", () => {
  it("ends a call of the first one over its own connection", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    const agent = reborn(network.agent("bob").save(), network.now);
    agent.flowFailed(network.flow("bob", "alice"), network.now);
    agent.bye(call, null, network.now);
    const [bye, ended] = outputs(agent);
    if (bye?.kind !== "send") throw new Error("nothing was sent");
    expect(bye.flow).toEqual(outbound);
    expect(ended).toMatchObject({ kind: "event", event: { type: "ended", call, by: "local" } });
    network.act("alice", (alice, now) => alice.receive(bye.data, network.flow("alice", "bob"), now));
    expect(last(network, "alice", "ended").by).toBe("remote");
  });

  it("answers the peer's BYE in a call of the first one", () => {
    const network = pair({ transport: "tcp" });
    const call = answeredCall(network);
    const agent = reborn(network.agent("bob").save(), network.now);
    network.act("alice", (alice, now) => alice.bye("a", null, now));
    const bye = network.sent.at(-1);
    if (bye === undefined) throw new Error("nothing was sent");
    agent.receive(bye.data, network.flow("bob", "alice"), network.now);
    expect(outputs(agent)).toMatchObject([
      { kind: "send" },
      { kind: "event", event: { type: "ended", call, by: "remote" } },
    ]);
  });

  it("is not taken in by something else than a saved state", () => {
    for (const nonsense of [null, 1, {}, { version: 7 }]) expect(() => reborn(nonsense, 0)).toThrow(TypeError);
  });
});
