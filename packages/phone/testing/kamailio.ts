import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BINARY = "/usr/sbin/kamailio";
const TEMPLATES = join(import.meta.dirname, "../../../deploy/kamailio");
/** Below the ports that the kernel gives out by itself. */
const BASE_PORT = 12_000 + (process.pid % 300) * 10;

export const PROXY_KEY = "proxy-key-of-a-test";
export const SIP_SECRET = "sip-secret-of-a-test";
export const KAMAILIO_INSTALLED = existsSync(BINARY);

/** The real edge, from the project's own configuration, on ports of its own. */
export class Kamailio {
  readonly port = BASE_PORT;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  static async start(): Promise<Kamailio> {
    const folder = await mkdtemp(join(tmpdir(), "belfry-edge-"));
    const kamailio = new Kamailio(folder);
    const words: Readonly<Record<string, string>> = {
      SIP_ADDRESS: "127.0.0.1",
      SIP_PORT: String(BASE_PORT + 5),
      SIP_ADVERTISE: "",
      WS_PORT: String(BASE_PORT),
      LINK_PORT: String(BASE_PORT + 1),
      SWITCH_PORT: String(BASE_PORT + 2),
      RUN_DIR: folder,
      MODULES: "/usr/lib/x86_64-linux-gnu/kamailio/modules/",
      DISPATCHER_FILE: join(folder, "dispatcher.list"),
      ADDRESS_FILE: join(folder, "address.list"),
      SIP_SECRET,
      PROXY_KEY,
      SWITCH_KEY: "switch-key-of-a-test",
      FLOOD_REQUESTS: "40",
      USER_CALLS: "20",
      TRUNK_CALLS: "60",
      WORKERS: "1",
    };
    for (const name of ["kamailio.cfg", "dispatcher.list"]) {
      const template = await readFile(join(TEMPLATES, name), "utf8");
      const text = template.replaceAll(/@([A-Z_]+)@/g, (all, word: string) => words[word] ?? all);
      await writeFile(join(folder, name), text, { mode: 0o600 });
    }
    await writeFile(join(folder, "address.list"), "");
    await kamailio.restart();
    return kamailio;
  }

  async restart(): Promise<void> {
    await this.#stop();
    const file = join(this.#folder, "kamailio.cfg");
    const args = ["-f", file, "-DD", "-E", "-m", "64", "-M", "8", "-Y", this.#folder];
    this.#child = spawn(BINARY, args, { stdio: "ignore" });
    while (!(await this.#listens())) {
      if (this.#child.exitCode !== null) throw new Error("Kamailio did not start with the project's configuration.");
    }
  }

  async close(): Promise<void> {
    await this.#stop();
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill();
    await ended;
  }

  #listens(): Promise<boolean> {
    return new Promise((resolve) => {
      const socket = connect(BASE_PORT, "127.0.0.1");
      socket.once("connect", () => {
        socket.destroy();
        resolve(true);
      });
      // A pause between two tries, so that the starting process gets the processor.
      socket.once("error", () => setTimeout(() => resolve(false), 20));
    });
  }
}
