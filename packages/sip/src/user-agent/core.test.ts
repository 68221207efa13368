import { expect, it } from "vitest";
import { parseMessage } from "../message/parse.ts";
import { encodeText } from "../message/text.ts";
import { Core } from "./core.ts";
import { refuse } from "./incoming.ts";
import { receiveRequest } from "./requests.ts";
import { rawRequest } from "./testing/raw.ts";

it("a call that is over leaves no dialog behind, which no saved state would show", () => {
  const outbound = { transport: "udp", host: "carol", port: 5060, connection: null } as const;
  const options = {
    host: "bob",
    port: 5060,
    transport: "udp",
    outbound,
    userAgent: "test",
    maxOpenInvites: 1,
  } as const;
  const core = new Core({ ...options, randomToken: () => "0123456789abcdef" });
  const request = parseMessage(encodeText(rawRequest({ method: "INVITE" })));
  if (request.kind !== "request") throw new Error("This is no request");
  receiveRequest(core, request, outbound, 0);
  expect(core.dialogs.size).toBe(1);
  for (const call of core.calls.values()) refuse(core, call, 486, null, [], 0);
  expect([core.dialogs.size, core.calls.size]).toEqual([0, 0]);
});
