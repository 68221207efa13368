import { describe, expect, it } from "vitest";
import { parseMessage } from "../message/parse.ts";
import { decodeText } from "../message/text.ts";
import type { TortureMessage } from "../message/torture/message.ts";
import { rfc4475Invalid } from "../message/torture/rfc4475-invalid.ts";
import { rfc4475Semantics } from "../message/torture/rfc4475-semantics.ts";
import { rfc4475Valid } from "../message/torture/rfc4475-valid.ts";
import { rfc5118 } from "../message/torture/rfc5118.ts";
import type { Flow } from "../transaction/types.ts";
import type { UserAgentEvent } from "./types.ts";
import { createUserAgent } from "./user-agent.ts";

const messages: readonly TortureMessage[] = [...rfc4475Valid, ...rfc4475Invalid, ...rfc4475Semantics, ...rfc5118];
const FLOW: Flow = { transport: "udp", host: "192.0.2.9", port: 5060, connection: null };

/** What a user agent that has never heard of anything says to one message: its final answer, and its events. */
function hear(data: Uint8Array): { readonly final: number | null; readonly events: readonly UserAgentEvent["type"][] } {
  let tokens = 0;
  const agent = createUserAgent({
    host: "192.0.2.2",
    port: 5060,
    transport: "udp",
    outbound: FLOW,
    userAgent: "torture",
    randomToken: () => {
      tokens += 1;
      return `t${tokens}`;
    },
    maxOpenInvites: 10,
  });
  agent.receive(data, FLOW, 1_000_000);
  let final: number | null = null;
  const events: UserAgentEvent["type"][] = [];
  for (let output = agent.poll(); output !== null; output = agent.poll()) {
    if (output.kind === "event") events.push(output.event.type);
    else {
      const status = Number(/^SIP\/2\.0 (\d{3})/.exec(decodeText(output.data))?.[1]);
      if (status >= 200) final = status;
    }
  }
  return { final, events };
}

describe("a user agent that hears RFC 4475 and RFC 5118", () => {
  it.each(messages.map((message) => [message.section, message.name, message] as const))("%s %s", (_, __, message) => {
    const { final, events } = hear(message.data);
    const wanted = message.parser === "accept" ? message.userAgent : message.parser;
    if (wanted === "drop") expect([final, events]).toEqual([null, []]);
    else if (wanted !== null) expect([final, events]).toEqual([wanted, []]);
    else {
      const parsed = parseMessage(message.data);
      // A stray response, and an ACK to nothing, are heard in silence; a request is told on, or answered as itself.
      const silent = parsed.kind === "response" || (parsed.kind === "request" && parsed.method === "ACK");
      expect(final === null && events.length === 0).toBe(silent);
    }
  });
});
