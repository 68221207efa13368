import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { Refusal } from "@belfry/contracts";
import type { FastifyBaseLogger } from "fastify";
import { refuseUpgrade } from "./refuse-upgrade.ts";

interface Settings {
  readonly proxyKey: string;
  readonly sipGateway: { readonly host: string; readonly port: number };
}

/** Throws `invalid_request` where an upgrade is none to SIP over WebSocket. */
export function requireSip({ headers }: IncomingMessage): void {
  const protocols = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim().toLowerCase());
  if (headers["sec-websocket-key"] === undefined || !protocols.includes("sip"))
    throw new Refusal("invalid_request", { detail: "this is no WebSocket for SIP" });
}

/**
 * Passes an admitted upgrade on to the edge, and bytes untouched both ways from then on. `ended` is called once, however
 * the passage comes to its end. Returns what ends it.
 */
export function openPassage(
  user: string,
  { request, socket, head }: { readonly request: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
  settings: Settings,
  log: FastifyBaseLogger,
  ended: () => void,
): () => void {
  const edge = connect(settings.sipGateway);
  edge.setNoDelay(true);
  let joined = false;
  let over = false;
  const end = () => {
    if (over) return;
    over = true;
    ended();
  };
  const close = () => {
    end();
    edge.destroy();
    socket.destroy();
  };
  socket.on("close", close);
  edge.on("close", close);
  edge.on("error", (error) => {
    if (!joined) {
      edge.removeListener("close", close);
      end();
      refuseUpgrade(socket, new Refusal("telephony_down"));
    }
    log.warn({ err: error }, "The edge closed a phone's connection");
  });
  edge.on("connect", () => {
    joined = true;
    edge.write(upgradeRequest(request, settings.proxyKey, user));
    if (head.length > 0) edge.write(head);
    edge.pipe(socket);
    socket.pipe(edge);
  });
  return close;
}

/** What the edge sees: no cookie, no extensions (it knows none), nothing that a page may have added itself. */
function upgradeRequest(request: IncomingMessage, proxyKey: string, user: string): string {
  const origin = request.headers.origin ?? "";
  return [
    "GET / HTTP/1.1",
    `Host: ${request.headers.host ?? "belfry.invalid"}`,
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Origin: ${origin}`,
    `Sec-WebSocket-Key: ${request.headers["sec-websocket-key"] ?? ""}`,
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Protocol: sip",
    `X-Belfry-Key: ${proxyKey}`,
    `X-Belfry-User: ${user}`,
    "",
    "",
  ].join("\r\n");
}
