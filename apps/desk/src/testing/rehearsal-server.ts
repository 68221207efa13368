import { readFile } from "node:fs/promises";
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize } from "node:path";
import type { PageToServer, ServerToPage } from "@belfry/contracts";
import { Server } from "socket.io";
import { RehearsalFloor } from "./rehearsal-floor.ts";
import { RehearsalRest } from "./rehearsal-rest.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};

/** The policy under which the desk must work. */
export const POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'";

/** A server of the desk that is all theatre: real HTTP and a real socket, with scripted answers. */
export interface RehearsalServer {
  readonly url: string;
  readonly floor: RehearsalFloor;
  readonly rest: RehearsalRest;
  /** Cuts all sockets and takes no new ones until `false`. */
  cut(on: boolean): void;
  /** Cuts all sockets and refuses new ones as those of somebody with too many windows, until `false`. */
  crowd(on: boolean): void;
  close(): Promise<void>;
}

export async function startRehearsal(options: {
  readonly pages: string;
  readonly port?: number;
}): Promise<RehearsalServer> {
  const floor = new RehearsalFloor();
  const rest = new RehearsalRest(floor);
  let cut = false;
  let crowded = false;
  const http: HttpServer = createServer((request, response) => {
    void answer(request, response, rest, floor, options.pages);
  });
  const sockets = new Server<PageToServer, ServerToPage>(http, {
    allowRequest: (_request, allow) => allow(null, !cut),
  });
  sockets.use((_socket, next) => {
    const data = { code: "too_many_windows", params: { count: "20" } };
    next(crowded ? Object.assign(new Error(data.code), { data }) : undefined);
  });
  floor.attach(sockets);
  await new Promise<void>((resolve) => http.listen(options.port ?? 0, "127.0.0.1", resolve));
  const address = http.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    floor,
    rest,
    cut: (on) => {
      cut = on;
      if (on) sockets.disconnectSockets(true);
    },
    crowd: (on) => {
      crowded = on;
      if (on) sockets.disconnectSockets(true);
    },
    close: async () => {
      await sockets.close();
      http.closeAllConnections();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  rest: RehearsalRest,
  floor: RehearsalFloor,
  pages: string,
): Promise<void> {
  const url = new URL(request.url ?? "/", "http://rehearsal");
  response.setHeader("content-security-policy", POLICY);
  if (url.pathname.startsWith("/rehearsal/answer/")) {
    floor.answer();
    response.writeHead(204).end();
    return;
  }
  if (url.pathname.startsWith("/api/")) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const body: unknown = request.headers["content-type"] === "application/json" ? JSON.parse(text) : null;
    const { status, value } = rest.answer(request.method ?? "GET", url, body);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(value === undefined ? "" : JSON.stringify(value));
    return;
  }
  const wanted = normalize(url.pathname === "/" ? "/index.html" : url.pathname);
  try {
    const content = await readFile(join(pages, wanted));
    response.writeHead(200, { "content-type": TYPES[extname(wanted)] ?? "application/octet-stream" }).end(content);
  } catch {
    response.writeHead(404).end();
  }
}
