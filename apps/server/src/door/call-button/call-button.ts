import { existsSync } from "node:fs";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { DoorDeps } from "../ports.ts";

/** A release is a folder named by its version; what is only being copied ends in `.part`. */
const RELEASED = /^\/[\w.-]+(?<!\.part)\/(?:belfry-call\.js|NOTICE\.txt|parts\/[\w.-]+\.js)$/;

/**
 * The button's script for other websites. Its name changes with its content, so that browsers keep it for ever; any
 * site may load it, since what it can do is decided by the origin that asks for a purpose.
 */
export async function callButton(app: FastifyInstance, { callButton: { folder } }: DoorDeps): Promise<void> {
  if (!existsSync(folder)) return;
  await app.register(fastifyStatic, {
    root: folder,
    prefix: "/call-button/",
    decorateReply: false,
    cacheControl: false,
    index: false,
    preCompressed: true,
    allowedPath: (path) => RELEASED.test(path),
    setHeaders: (reply) => {
      reply.header("cache-control", "public, max-age=31536000, immutable");
      reply.header("access-control-allow-origin", "*");
      reply.header("cross-origin-resource-policy", "cross-origin");
    },
  });
}
