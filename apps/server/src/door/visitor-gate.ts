import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal } from "@belfry/contracts";
import type { FastifyBaseLogger } from "fastify";
import { openPassage, requireSip } from "./edge-passage.ts";
import { isOwnOrigin } from "./origin.ts";
import type { DoorDeps } from "./ports.ts";

interface Needs {
  readonly settings: Pick<DoorDeps["settings"], "proxyKey" | "sipGateway" | "secure" | "publicOrigin">;
  readonly pageCalls: Omit<DoorDeps["pageCalls"], "lend">;
  readonly verifiedCalling: { settings(organisation: string): { readonly origins: readonly string[] } };
}

export interface VisitorGate {
  /** Throws a `Refusal`. */
  open(pass: string, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many visitors' pages are connected. */
  readonly size: number;
  close(): void;
}

/**
 * Lets a visitor's page through to the edge for its one call: with a pass that opens once, from the organisation's
 * websites or a page of ours. No cookie is looked at. The passage ends with what the phone was lent for.
 */
export function createVisitorGate(deps: Needs, log: FastifyBaseLogger): VisitorGate {
  /** What closes the passage, by user. */
  const passages = new Map<string, () => void>();
  const endListening = deps.pageCalls.onTakenBack((user) => passages.get(user)?.());

  return {
    get size() {
      return passages.size;
    },
    open(pass, request, socket, head) {
      requireSip(request);
      // Whoever shows a pass from elsewhere has stolen it: it is used up all the same.
      const phone = deps.pageCalls.open(pass);
      if (phone === null) throw new Refusal("visit_over");
      const { user, organisation } = phone;
      if (!isVisitorsOrigin(request, organisation)) {
        deps.pageCalls.left(user);
        throw new Refusal("foreign_origin");
      }
      passages.set(
        user,
        openPassage(user, { request, socket, head }, deps.settings, log, () => {
          passages.delete(user);
          deps.pageCalls.left(user);
        }),
      );
    },
    close() {
      endListening();
      for (const close of passages.values()) close();
    },
  };

  function isVisitorsOrigin({ headers }: IncomingMessage, organisation: string): boolean {
    const { origin, host } = headers;
    if (origin === undefined) return false;
    return (
      isOwnOrigin(origin, host, deps.settings) || deps.verifiedCalling.settings(organisation).origins.includes(origin)
    );
  }
}
