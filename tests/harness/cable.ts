import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

interface Wire {
  readonly path: string;
  cut(): void;
}

/** A way to the platform that can be cut and mended, for one path of the origin at a time: TCP in, TCP out. */
export class Cable {
  readonly #server: Server;
  readonly #target: URL;
  readonly #wires = new Set<Wire>();
  readonly #severed = new Set<string>();

  private constructor(server: Server, target: URL) {
    this.#server = server;
    this.#target = target;
    server.on("connection", (near) => this.#plugIn(near));
  }

  static async lay(origin: string): Promise<Cable> {
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Cable(server, new URL(origin));
  }

  /** The origin at this end of the cable. */
  get origin(): string {
    const address = this.#server.address();
    if (typeof address !== "object" || address === null) throw new Error("the cable is not laid");
    return `http://127.0.0.1:${address.port}`;
  }

  /** Connections that ask for this path first are reset, and new ones too until it is mended. */
  cut(path: string): void {
    this.#severed.add(path);
    for (const wire of this.#wires) if (wire.path === path) wire.cut();
  }

  mend(path: string): void {
    this.#severed.delete(path);
  }

  close(): void {
    for (const wire of this.#wires) wire.cut();
    this.#server.close();
  }

  #plugIn(near: Socket): void {
    near.on("error", () => {});
    // A browser opens a connection of its own for each WebSocket, so the first request tells what it is for.
    near.once("data", (head) => {
      const path = /^\S+ ([^\s?]+)/.exec(head.toString("latin1"))?.[1]?.replace(/(?<=.)\/$/, "") ?? "";
      if (this.#severed.has(path)) {
        near.resetAndDestroy();
        return;
      }
      const far = connect(Number(this.#target.port), this.#target.hostname);
      far.on("error", () => {});
      const wire: Wire = {
        path,
        cut: () => {
          near.resetAndDestroy();
          far.resetAndDestroy();
        },
      };
      this.#wires.add(wire);
      far.on("close", () => near.destroy());
      near.on("close", () => {
        this.#wires.delete(wire);
        far.destroy();
      });
      far.write(head);
      near.pipe(far);
      far.pipe(near);
    });
  }
}
