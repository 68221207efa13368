import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { build } from "vite";

const TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

/** A website of somebody else's with a page that can call: `visitor-page/`, built and served. */
export class VisitorSite {
  readonly server: Server;
  readonly origin: string;
  readonly #folder: string;

  private constructor(server: Server, origin: string, folder: string) {
    this.server = server;
    this.origin = origin;
    this.#folder = folder;
  }

  static async open(): Promise<VisitorSite> {
    const folder = await mkdtemp(join(tmpdir(), "belfry-site-"));
    await build({
      configFile: false,
      logLevel: "error",
      root: join(import.meta.dirname, "visitor-page"),
      build: { outDir: folder, target: "esnext", minify: false },
    });
    const server = createServer(({ url = "/" }, answer) => {
      const path = url === "/" ? "/index.html" : (url.split("?")[0] ?? "");
      readFile(join(folder, path)).then(
        (file) => answer.writeHead(200, { "content-type": TYPES[extname(path)] ?? "text/plain" }).end(file),
        () => answer.writeHead(404).end(),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return new VisitorSite(server, `http://127.0.0.1:${address.port}`, folder);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
