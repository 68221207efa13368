import { once } from "node:events";
import { chmod, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { FastifyInstance } from "fastify";
import { errorAnswer } from "./http/answers.ts";

/** What the command asks; everything else is not to be had there, whatever the API grows. */
const ASKED = /^(?:GET|POST) \/api\/v1\/organisations$|^(?:GET|DELETE) \/api\/v1\/organisations\/[0-9a-f-]{36}$/;

const commands = new WeakSet<IncomingMessage>();

/** Whether a request came by the command's socket; nothing that it says of itself makes it so. */
export function cameByCommand(request: IncomingMessage): boolean {
  return commands.has(request);
}

/**
 * The door of the command `belfry`: a socket in the data folder that only the account of the server (and root) may
 * open. It is no address of the network, so that no browser, proxy or other user of this machine reaches it, and there
 * is no secret that could be read or copied (docs/decisions/0030).
 */
export async function openCommandDoor(app: FastifyInstance, path: string): Promise<{ close(): Promise<void> }> {
  await app.ready();
  // One of a server that was killed; who runs with this data folder now is settled by the lock of the store.
  await rm(path, { force: true });
  const server = createServer((request, response) => {
    if (!ASKED.test(`${request.method} ${request.url}`)) {
      response
        .writeHead(404, { "content-type": "application/json; charset=utf-8" })
        .end(JSON.stringify(errorAnswer("not_found")));
      return;
    }
    commands.add(request);
    app.routing(request, response);
  });
  server.listen({ path });
  await once(server, "listening");
  await chmod(path, 0o600);
  return {
    async close() {
      server.closeAllConnections();
      server.close();
      await rm(path, { force: true });
    },
  };
}
