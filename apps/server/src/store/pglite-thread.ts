import { once } from "node:events";
import { Duplex } from "node:stream";
import { Worker } from "node:worker_threads";
import { StoreError } from "./errors.ts";

/** The embedded database as a thing that one node-postgres client can connect to. */
export interface EmbeddedDatabase {
  /** A fresh byte stream to the one session that the embedded database has. */
  connect(): Duplex;
  close(): Promise<void>;
}

export async function startEmbeddedDatabase(dataDir: string): Promise<EmbeddedDatabase> {
  const worker = new Worker(new URL("./pglite-worker.ts", import.meta.url), { workerData: dataDir });
  let current: WorkerStream | null = null;
  let failure: Error | null = null;

  const opened = once(worker, "message");
  worker.on("error", (error) => {
    failure = error;
    current?.destroy(error);
  });
  try {
    await opened;
  } catch (error) {
    await worker.terminate();
    throw new StoreError(
      "broken",
      `The database in ${dataDir} cannot be opened. Restore the folder from a backup, or move it away to start anew.`,
      error,
    );
  }
  worker.on("message", (message: Uint8Array | string) => {
    if (message instanceof Uint8Array) current?.push(message);
  });

  return {
    connect() {
      current?.destroy();
      current = new WorkerStream(worker, failure);
      return current;
    },
    async close() {
      current?.destroy();
      if (failure === null) {
        const exited = once(worker, "exit");
        worker.postMessage("close");
        await exited;
      }
      await worker.terminate();
    },
  };
}

/** Looks enough like a socket for node-postgres: `connect`, `setNoDelay`, `setKeepAlive`, `ref`, `unref`. */
class WorkerStream extends Duplex {
  readonly #worker: Worker;
  readonly #failure: Error | null;

  constructor(worker: Worker, failure: Error | null) {
    super();
    this.#worker = worker;
    this.#failure = failure;
  }

  connect(): this {
    queueMicrotask(() => (this.#failure === null ? this.emit("connect") : this.destroy(this.#failure)));
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }

  override _read(): void {}

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    // A Terminate message ("X") would end the one session for good; closing is a message of its own.
    if (!(chunk.length === 5 && chunk[0] === 0x58)) this.#worker.postMessage(new Uint8Array(chunk));
    done();
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }
}
