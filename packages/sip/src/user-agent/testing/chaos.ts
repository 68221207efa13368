import type { Flow, UserAgent, UserAgentEvent } from "../types.ts";
import { inviteOptions, sdp } from "./calls.ts";
import { Network, type NetworkOptions } from "./network.ts";
import { Random } from "./random.ts";

export interface ChaosOptions extends NetworkOptions {
  readonly seed: number;
  readonly actions: number;
}

/**
 * Two applications that do at random whatever the interface lets them do, whether it makes sense or not, over a bad
 * network. At the end they hang up, and time goes on until nothing is due any more.
 */
export function chaos(options: ChaosOptions): Network {
  const random = new Random(options.seed ^ 0x5eed);
  const network = new Network(options);
  const timer = { sessionTimer: { expiresSeconds: 120, minimumSeconds: 90 } };
  network.add("alice", "bob", { ...timer, offerReliable: random.next() < 0.5 });
  network.add("bob", "alice", timer);
  const calls: Record<string, string[]> = { alice: [], bob: [] };
  const requests: Record<string, string[]> = { alice: [], bob: [] };
  let closing = false;

  for (const name of ["alice", "bob"]) {
    network.reactions.set(name, (event, agent) => {
      if (event.type === "invite") {
        calls[name]?.push(event.call);
        if (closing) agent.reject(event.call, 480, null, [], network.now);
        else if (random.next() < 0.5) agent.accept(event.call, sdp(2), [], network.now);
      } else if (event.type === "answered") {
        if (random.next() < 0.7) agent.acknowledge(event.call, sdp(8), network.now);
      } else if (isAsked(event)) {
        if (random.next() < 0.7) answer(random, agent, event.request, network.now);
        else requests[name]?.push(event.request);
      }
    });
  }

  for (let i = 0; i < options.actions; i++) {
    const name = random.next() < 0.5 ? "alice" : "bob";
    const other = name === "alice" ? "bob" : "alice";
    network.act(name, (agent) =>
      act(
        random,
        network,
        name,
        agent,
        network.flow(name, other),
        `${name} ${i}`,
        calls[name] ?? [],
        requests[name] ?? [],
      ),
    );
    network.run(pause(random));
  }
  closing = true;
  for (const name of ["alice", "bob"]) {
    for (const call of calls[name] ?? []) network.act(name, (agent, now) => agent.bye(call, null, now));
  }
  network.run(600_000);
  return network;
}

/** Most things happen in the middle of something else. */
function pause(random: Random): number {
  const kind = random.next();
  if (kind < 0.5) return random.below(20);
  return kind < 0.9 ? random.below(1_500) : random.below(60_000);
}

type Asked = UserAgentEvent & { type: "reinvite" | "update" | "info" | "refer" | "notify" | "message" | "request" };

function isAsked(event: UserAgentEvent): event is Asked {
  return ["reinvite", "update", "info", "refer", "notify", "message", "request"].includes(event.type);
}

function answer(random: Random, agent: UserAgent, request: string, now: number): void {
  const status = [200, 200, 200, 202, 488, 481, 500, 408][random.below(8)] ?? 200;
  agent.respond(request, status, null, [], status === 200 ? sdp(3) : null, now);
}

function act(
  random: Random,
  network: Network,
  name: string,
  agent: UserAgent,
  flow: Flow,
  fresh: string,
  calls: string[],
  requests: string[],
): void {
  const { now } = network;
  const call = calls[random.below(calls.length)] ?? "none";
  const request = requests[random.below(requests.length)];
  switch (random.below(15)) {
    case 0:
    case 1:
    case 2:
      calls.push(fresh);
      agent.invite(
        inviteOptions(fresh, flow.host, {
          headers: inviteHeaders(random),
          ...(random.next() < 0.15 ? { content: null } : {}),
        }),
        now,
      );
      break;
    case 3:
      agent.cancel(call, null, now);
      break;
    case 4:
    case 5:
      agent.ring(call, 180 + random.below(4), random.next() < 0.4 ? sdp(4) : null, now);
      break;
    case 6:
    case 7:
      agent.accept(call, sdp(5), [], now);
      break;
    case 8:
      agent.reject(call, 486, null, [], now);
      break;
    case 9:
      agent.bye(call, null, now);
      break;
    case 10:
      agent.reinvite(call, fresh, sdp(6), now);
      break;
    case 11:
      agent.send(
        call,
        fresh,
        ["INFO", "UPDATE", "REFER", "NOTIFY", "MESSAGE"][random.below(5)] ?? "INFO",
        [],
        null,
        now,
      );
      break;
    case 12:
      agent.send(call, fresh, "UPDATE", [], sdp(7), now);
      break;
    case 13:
      // A connection is lost now and then, with or without a new one.
      if (random.next() < 0.5) agent.flowFailed(flow, now);
      if (random.next() < 0.5) network.setOutbound(name, agent, { ...flow, connection: flow.connection && "new" });
      break;
    default:
      if (request !== undefined) answer(random, agent, request, now);
  }
}

function inviteHeaders(random: Random) {
  const headers = [];
  if (random.next() < 0.3) headers.push({ name: "Require", value: "100rel" });
  if (random.next() < 0.2) headers.push({ name: "Expires", value: String(random.below(40)) });
  if (random.next() < 0.2) headers.push({ name: "Session-Expires", value: "90;refresher=uas" });
  return headers;
}
