import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEMO_WALLET_PAGE, Refusal } from "@belfry/contracts";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { Deps } from "./api.ts";

/** Pages of ours for visitors, beside the desk's: the demonstration wallet, where there is one. */
export async function citizenPages(app: FastifyInstance, { settings, demoWallet }: Deps): Promise<void> {
  const folder = settings.citizenDir;
  const file = join(folder, "demo-wallet.html");
  const wallet = existsSync(file) ? readFileSync(file) : null;
  if (wallet !== null)
    await app.register(fastifyStatic, {
      root: folder,
      prefix: "/citizen/",
      decorateReply: false,
      cacheControl: false,
      index: false,
      preCompressed: true,
      allowedPath: (path) => path.startsWith("/assets/"),
      setHeaders: (reply) => reply.header("cache-control", "public, max-age=31536000, immutable"),
    });
  app.get(DEMO_WALLET_PAGE, { schema: { hide: true } }, async (_request, reply) => {
    if (demoWallet === null || wallet === null) throw new Refusal("not_found");
    return reply.header("cache-control", "no-cache").type("text/html; charset=utf-8").send(wallet);
  });
}
