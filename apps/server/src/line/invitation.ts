import type { LineEffect } from "@belfry/floor";
import type { InviteOptions, NameAddr, SipUri } from "@belfry/sip";
import type { OutboundTrunk } from "./directory.ts";
import { DOMAIN } from "./sip-link/sip-link.ts";

/** All of an INVITE but its SDP. */
export type Invitation = Omit<InviteOptions, "call" | "content">;

type CallAgent = Extract<LineEffect, { readonly type: "leg.callAgent" }>;
type CallNumber = Extract<LineEffect, { readonly type: "leg.callNumber" }>;

/** To an agent's registered phone, with what the page needs to know the call by. */
export function agentInvitation(sipUser: string, { call, leg, why, caller }: CallAgent): Invitation {
  const target = sipUri(sipUser, DOMAIN);
  return {
    target,
    from: address(sipUri(caller ?? "anonymous", DOMAIN)),
    to: address(target),
    headers: [
      { name: "X-Belfry-Call", value: call },
      { name: "X-Belfry-Leg", value: leg },
      { name: "X-Belfry-Why", value: why },
    ],
    credentials: null,
  };
}

/** To an outside number. The edge takes the way from our own header and removes it. */
export function trunkInvitation(trunk: OutboundTrunk, { number, callerId }: CallNumber): Invitation {
  const host = bracketed(trunk.host.toLowerCase());
  const shown = callerId ?? trunk.callerId;
  const target: SipUri = { ...sipUri(number, host), port: trunk.port };
  return {
    target,
    // RFC 3323, 4.1.1.3: what is written for a caller who shows no number.
    from: address(shown === null ? sipUri("anonymous", "anonymous.invalid") : sipUri(shown, host)),
    to: address(target),
    headers: [
      { name: "X-Belfry-Destination", value: `${bracketed(trunk.address)}:${trunk.port};transport=${trunk.transport}` },
    ],
    credentials: trunk.credentials,
  };
}

function bracketed(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}

function sipUri(user: string, host: string): SipUri {
  return { scheme: "sip", user, password: null, host, port: null, params: {}, headers: null };
}

function address(uri: SipUri): NameAddr {
  return { display: null, uri, params: {} };
}
