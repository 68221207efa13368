import type { Header, NameAddr, Uri } from "../../message/types.ts";
import { parseUri } from "../../message/uri.ts";
import type { Content, InviteOptions, UserAgentEvent } from "../types.ts";
import { Network, type NetworkOptions } from "./network.ts";

export function sdp(version: number): Content {
  return { contentType: "application/sdp", body: `v=0\r\no=- 1 ${version} IN IP4 192.0.2.1\r\n` };
}

export function uri(text: string): Uri {
  const parsed = parseUri(text);
  if (parsed === null) throw new Error(`${text} is no URI`);
  return parsed;
}

export function address(text: string): NameAddr {
  return { display: null, uri: uri(text), params: {} };
}

export function inviteOptions(call: string, to: string, more: Partial<InviteOptions> = {}): InviteOptions {
  const target = uri(`sip:${to}@${to}`);
  return {
    call,
    target,
    from: address("sip:alice@alice"),
    to: { display: null, uri: target, params: {} },
    headers: [],
    content: sdp(1),
    credentials: null,
    ...more,
  };
}

/** Alice and Bob, who know one another. */
export function pair(options: NetworkOptions): Network {
  const network = new Network(options);
  network.add("alice", "bob");
  network.add("bob", "alice");
  return network;
}

export function last<T extends UserAgentEvent["type"]>(
  network: Network,
  agent: string,
  type: T,
): UserAgentEvent & { type: T } {
  const found = network.of(agent).findLast((event) => event.type === type);
  if (found === undefined || !isType(found, type)) throw new Error(`${agent} has had no event ${type}`);
  return found;
}

function isType<T extends UserAgentEvent["type"]>(
  event: UserAgentEvent,
  type: T,
): event is UserAgentEvent & { type: T } {
  return event.type === type;
}

/** Alice's INVITE, up to Bob's `invite` event; the key of the call on Bob's side. */
export function callBob(network: Network, headers: readonly Header[] = [], more: Partial<InviteOptions> = {}): string {
  network.act("alice", (agent, now) => agent.invite(inviteOptions("a", "bob", { headers, ...more }), now));
  network.run(50);
  return last(network, "bob", "invite").call;
}

/** The same, answered and acknowledged. */
export function answeredCall(network: Network, headers: readonly Header[] = []): string {
  const call = callBob(network, headers);
  network.act("bob", (agent, now) => agent.accept(call, sdp(2), [], now));
  network.run(50);
  return call;
}

interface Counted {
  readonly transactions: { readonly clients: readonly unknown[]; readonly servers: readonly unknown[] };
  readonly calls: readonly unknown[];
  readonly timers: readonly unknown[];
}

/** How much an agent still remembers. */
export function remembered(network: Network, agent: string): number {
  const saved = network.agent(agent).save();
  if (!isCounted(saved)) throw new Error("The saved state has another form");
  const { clients, servers } = saved.transactions;
  return clients.length + servers.length + saved.calls.length + saved.timers.length;
}

function isCounted(saved: unknown): saved is Counted {
  return typeof saved === "object" && saved !== null && "transactions" in saved && "calls" in saved;
}

/** The application answers every offer at once. */
export function answerOffers(network: Network, name: string, status = 200): void {
  network.reactions.set(name, (event, agent) => {
    if (event.type !== "reinvite" && event.type !== "update") return;
    agent.respond(event.request, status, null, [], status === 200 ? sdp(9) : null, network.now);
  });
}

/** The outcomes of an agent's requests, as key and status. */
export function statuses(network: Network, name: string): readonly (readonly [string, number])[] {
  return network
    .of(name)
    .flatMap((event) => (event.type === "response" ? [[event.request, event.status] as const] : []));
}

/** Bob hangs up; an error unless both forget everything in the end. */
export function endedCall(network: Network, call: string): void {
  network.act("bob", (agent, now) => agent.bye(call, null, now));
  network.run(100_000);
  for (const agent of ["alice", "bob"]) {
    if (remembered(network, agent) > 0) throw new Error(`${agent} has not forgotten the call`);
  }
}
