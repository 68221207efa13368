import { once } from "node:events";
import { createServer } from "node:net";

async function listening(port: number): Promise<number | null> {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch {
    return null;
  }
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : null;
}

export async function freePort(): Promise<number> {
  const port = await listening(0);
  if (port === null) throw new Error("no free port");
  return port;
}

/** The first of `count` free ports in a row, below the range that the kernel gives out by itself. */
export async function freePorts(count: number): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const first = 11_000 + 2 * Math.floor(Math.random() * 10_000);
    const ends = await Promise.all([first, first + count - 1].map(listening));
    if (ends.every((port) => port !== null)) return first;
  }
  throw new Error(`no ${count} free ports in a row`);
}
