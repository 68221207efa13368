import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";

/**
 * PostgreSQL in WebAssembly computes on the thread that calls it. It lives in its own thread, so that a large
 * write never holds up a call; messages are the bytes of the PostgreSQL protocol.
 */
const port = parentPort;
if (port === null) throw new Error("This file runs as a worker.");

const database = await PGlite.create(typeof workerData === "string" ? workerData : "memory://");
let last: Promise<unknown> = Promise.resolve();

port.on("message", (message: Uint8Array | "close") => {
  last = last.then(async () => {
    if (message === "close") {
      await database.close();
      port.postMessage("closed");
      port.close();
      return;
    }
    port.postMessage(await database.runExclusive(() => database.execProtocolRaw(message)));
  });
});
port.postMessage("open");
