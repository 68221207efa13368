import type { SipRequest, SipResponse } from "../message/types.ts";
import { abandonInviteClient, inviteClientResponse, inviteClientTimer, startInviteClient } from "./invite-client.ts";
import { inviteServerAck, inviteServerRepeat, inviteServerRespond, inviteServerTimer } from "./invite-server.ts";
import { clientKey, mergeKey, serverKey } from "./keys.ts";
import { otherClientResponse, otherClientTimer, startOtherClient } from "./other-client.ts";
import { otherServerRepeat, otherServerRespond, startOtherServer } from "./other-server.ts";
import type { Due } from "./timer-queue.ts";
import { reinviteLimit, T1 } from "./times.ts";
import type {
  ClientTransaction,
  ClientUser,
  Draft,
  Flow,
  InviteClient,
  InviteServer,
  Port,
  ServerTransaction,
} from "./types.ts";
import { type Reply, replyHead, writeFailureAck, writeRequest, writeResponse } from "./write.ts";

/** A request of ours that nobody answered, or whose connection is gone. */
export interface Failure {
  readonly tx: ClientTransaction;
  readonly why: "timeout" | "transport";
}

export interface SavedTransactions {
  readonly clients: readonly ClientTransaction[];
  readonly servers: readonly ServerTransaction[];
}

/** All transactions of a user agent, found by their keys, which are also the owners of their timers. */
export class TransactionLayer {
  readonly #port: Port;
  readonly #clients = new Map<string, ClientTransaction>();
  readonly #servers = new Map<string, ServerTransaction>();
  readonly #merge = new Map<string, string>();
  #openInvites = 0;

  constructor(port: Port) {
    this.#port = port;
  }

  /** INVITE server transactions without a final response. */
  get openInvites(): number {
    return this.#openInvites;
  }

  /** `via` carries `branch`, which is new, except that CANCEL takes the one of its INVITE. */
  start(draft: Draft, via: string, branch: string, flow: Flow, user: ClientUser, now: number): ClientTransaction {
    const key = `c ${branch} ${draft.method}`;
    const data = writeRequest(draft, via);
    const common = { key, flow, draft, data, interval: T1, user };
    if (draft.method === "INVITE") {
      const limit = user.purpose === "reinvite" ? reinviteLimit : null;
      const tx: InviteClient = { kind: "inviteClient", state: "calling", via, limit, ack: null, acks: {}, ...common };
      this.#clients.set(key, tx);
      startInviteClient(this.#port, tx, now);
      return tx;
    }
    const tx: ClientTransaction = { kind: "otherClient", state: "trying", ...common };
    this.#clients.set(key, tx);
    startOtherClient(this.#port, tx, now);
    return tx;
  }

  client(key: string): ClientTransaction | null {
    return this.#clients.get(key) ?? null;
  }

  server(key: string): ServerTransaction | null {
    return this.#servers.get(key) ?? null;
  }

  inviteServer(key: string): InviteServer | null {
    const tx = this.#servers.get(key);
    return tx?.kind === "inviteServer" ? tx : null;
  }

  /** The transaction whose user should see the response, or null for a repeat or a stray. */
  receiveResponse(response: SipResponse, now: number): ClientTransaction | null {
    const key = clientKey(response);
    const tx = key === null ? undefined : this.#clients.get(key);
    if (tx === undefined) return null;
    if (tx.kind === "otherClient") {
      const { deliver, ended } = otherClientResponse(this.#port, tx, response.status, now);
      if (ended) this.#clients.delete(tx.key);
      return deliver ? tx : null;
    }
    const ack = () => writeFailureAck(tx.draft, tx.via, headerText(response, "To"));
    const { deliver, ended } = inviteClientResponse(this.#port, tx, response.status, ack, now);
    if (ended) this.#clients.delete(tx.key);
    return deliver ? tx : null;
  }

  /** True when the request repeats one that is known, or is the ACK of our refusal: it has been dealt with. */
  absorb(request: SipRequest, now: number): boolean {
    const tx = this.#servers.get(serverKey(request));
    if (tx === undefined) return false;
    if (tx.kind === "otherServer") {
      otherServerRepeat(this.#port, tx);
      return true;
    }
    if (request.method !== "ACK") {
      inviteServerRepeat(this.#port, tx);
      return true;
    }
    const { deliver, ended } = inviteServerAck(this.#port, tx, now);
    if (ended) this.#deleteServer(tx);
    return !deliver;
  }

  isMerged(request: SipRequest): boolean {
    const key = mergeKey(request);
    return key !== null && this.#merge.has(key);
  }

  accept(request: SipRequest, flow: Flow, call: string, now: number): ServerTransaction {
    const key = serverKey(request);
    const merged = mergeKey(request);
    const fallback = fallbackFlow(request, flow);
    const common = { key, flow, fallback, head: replyHead(request, flow), mergeKey: merged, data: null, call };
    const tx: ServerTransaction =
      request.method === "INVITE"
        ? { kind: "inviteServer", state: "proceeding", interval: T1, ...common, flow: replyFlow(request, flow) }
        : { kind: "otherServer", state: "trying", ...common, flow: replyFlow(request, flow) };
    this.#servers.set(key, tx);
    if (merged !== null && !this.#merge.has(merged)) this.#merge.set(merged, key);
    if (tx.kind === "inviteServer") this.#openInvites++;
    else startOtherServer(this.#port, tx, now);
    return tx;
  }

  /** Returns the bytes that were sent, or null when the request has had its final response. */
  respond(key: string, reply: Reply, now: number): Uint8Array | null {
    const tx = this.#servers.get(key);
    if (tx === undefined) return null;
    if (tx.kind === "inviteServer" ? tx.state !== "proceeding" : tx.state === "completed") return null;
    const data = writeResponse(tx.head, reply);
    if (tx.kind === "inviteServer") {
      inviteServerRespond(this.#port, tx, reply.status, data, now);
      if (reply.status >= 200) this.#openInvites--;
    } else if (otherServerRespond(this.#port, tx, reply.status, data, now).ended) this.#deleteServer(tx);
    return data;
  }

  /** A response without a transaction of its own (RFC 3261 8.2.7). */
  respondStateless(request: SipRequest, flow: Flow, reply: Reply): void {
    this.#port.send(replyFlow(request, flow), writeResponse(replyHead(request, flow), reply));
  }

  abandon(tx: InviteClient, now: number): void {
    abandonInviteClient(this.#port, tx, now);
  }

  /** A timer that belongs to a transaction. */
  wake(due: Due, now: number): Failure | null {
    const client = this.#clients.get(due.owner);
    if (client !== undefined) {
      const result =
        client.kind === "inviteClient"
          ? inviteClientTimer(this.#port, client, due.name, now)
          : otherClientTimer(this.#port, client, due.name, now);
      if (result === "ended" || (result === "timeout" && client.kind === "otherClient")) this.#deleteClient(client);
      return result === "timeout" ? { tx: client, why: "timeout" } : null;
    }
    const server = this.#servers.get(due.owner);
    if (server === undefined) return null;
    if (server.kind === "inviteServer" && inviteServerTimer(this.#port, server, due.name, now) === null) return null;
    this.#deleteServer(server);
    return null;
  }

  /** Requests on the flow fail; responses are sent another way from now on (RFC 3261 18.2.2). */
  flowFailed(failed: (flow: Flow) => boolean, outbound: Flow, now: number): Failure[] {
    const failures: Failure[] = [];
    for (const tx of this.#clients.values()) {
      if (tx.kind === "inviteClient") {
        for (const ack of Object.values(tx.acks)) if (ack.flow !== null && failed(ack.flow)) ack.flow = null;
      }
      if (!failed(tx.flow) || tx.state === "completed") continue;
      if (tx.kind === "otherClient") this.#deleteClient(tx);
      else if (tx.state === "calling" || tx.state === "proceeding") abandonInviteClient(this.#port, tx, now);
      else continue;
      failures.push({ tx, why: "transport" });
    }
    for (const tx of this.#servers.values()) {
      if (!failed(tx.flow)) continue;
      const next = tx.fallback === null || failed(tx.fallback) ? null : tx.fallback;
      // The proxy that we are connected to already is reached over that connection.
      const known = next !== null && next.host === outbound.host && next.port === outbound.port && !failed(outbound);
      tx.flow = known ? outbound : (next ?? tx.flow);
    }
    return failures;
  }

  save(): SavedTransactions {
    return { clients: [...this.#clients.values()], servers: [...this.#servers.values()] };
  }

  restore(saved: SavedTransactions): void {
    for (const tx of saved.clients) this.#clients.set(tx.key, tx);
    for (const tx of saved.servers) {
      this.#servers.set(tx.key, tx);
      if (tx.mergeKey !== null && !this.#merge.has(tx.mergeKey)) this.#merge.set(tx.mergeKey, tx.key);
      if (tx.kind === "inviteServer" && tx.state === "proceeding") this.#openInvites++;
    }
  }

  #deleteClient(tx: ClientTransaction): void {
    this.#clients.delete(tx.key);
    this.#port.timers.clearAll(tx.key);
  }

  #deleteServer(tx: ServerTransaction): void {
    this.#servers.delete(tx.key);
    if (tx.mergeKey !== null && this.#merge.get(tx.mergeKey) === tx.key) this.#merge.delete(tx.mergeKey);
    if (tx.kind === "inviteServer" && tx.state === "proceeding") this.#openInvites--;
    this.#port.timers.clearAll(tx.key);
  }
}

function headerText(response: SipResponse, name: string): string {
  return response.headers.find((header) => header.name === name)?.value ?? "";
}

/** RFC 3261 18.2.2 and RFC 3581 4: where a response goes first. */
function replyFlow(request: SipRequest, from: Flow): Flow {
  const via = request.via[0];
  if (from.transport === "tcp" || via === undefined) return from;
  const multicast = via.params["maddr"];
  if (multicast !== undefined && multicast !== null) return { ...from, host: multicast, port: via.port ?? 5060 };
  return via.params["rport"] === undefined ? { ...from, port: via.port ?? 5060 } : from;
}

/** RFC 3261 18.2.2: where responses go when the connection of the request is gone. */
function fallbackFlow(request: SipRequest, flow: Flow): Flow | null {
  const via = request.via[0];
  if (flow.transport !== "tcp" || via === undefined) return null;
  return { transport: "tcp", host: flow.host, port: via.port ?? 5060, connection: null };
}
