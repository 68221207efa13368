import { existsSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "@belfry/contracts";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import { sendError } from "./answers.ts";
import type { Deps } from "./api.ts";

/** Builders put a hash of the content into these names, so a browser may keep them for ever. */
const HASHED = /\/assets\/.+-[\w-]{8,}\.\w+(?:\.br|\.gz)?$/;

const NOT_BUILT = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Belfry</title></head>
<body><main><h1>Belfry is running</h1>
<p>Its pages have not been built yet. Run <code>npm start</code> in Belfry's folder: it builds them.</p>
<p>The API is there already: <a href="/api/docs">try it</a>.</p></main></body></html>
`;

/** The desk. Any path that is no file is the desk's: it finds its own way. */
export async function pages(app: FastifyInstance, { settings }: Deps): Promise<void> {
  const index = join(settings.deskDir, "index.html");
  const headers = (path: string) =>
    HASHED.test(path)
      ? "public, max-age=31536000, immutable"
      : path.endsWith(".html")
        ? "no-cache"
        : "public, max-age=300";
  const built = existsSync(index);
  if (built)
    await app.register(fastifyStatic, {
      root: settings.deskDir,
      prefix: "/",
      cacheControl: false,
      wildcard: true,
      preCompressed: true,
      setHeaders: (response, path) => response.header("cache-control", headers(path)),
    });
  else
    app.get("/", { schema: { hide: true } }, async (_request, reply) =>
      reply.code(503).type("text/html").send(NOT_BUILT),
    );

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split("?")[0] ?? "/";
    const isPage =
      (request.method === "GET" || request.method === "HEAD") &&
      !/^\/(api|health|metrics|socket\.io|sip|assets|call-button)(\/|$)/.test(path) &&
      !/\.\w+$/.test(path);
    if (!isPage) return sendError(reply, new Refusal("not_found"));
    return built
      ? reply.header("cache-control", "no-cache").sendFile("index.html", { cacheControl: false })
      : reply.code(503).type("text/html; charset=utf-8").send(NOT_BUILT);
  });
}
