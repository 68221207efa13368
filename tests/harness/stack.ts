import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { internalPorts } from "@belfry/settings";
import { freePort, freePorts } from "./ports.ts";
import { InVain, until } from "./until.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** The sentences take a minute to make and are always the same: a stack leaves them here for the next one. */
const PROMPTS = join(ROOT, ".cache/prompts");
/** A first start makes prompts and a database; a slow machine takes its time. */
const START_PATIENCE = 180_000;

type Child = "kamailio" | "rtpengine" | "server";

/** A whole Belfry of its own, started the way `npm start` starts it: Kamailio, rtpengine and the server. */
export class Stack {
  readonly origin: string;
  readonly dataDir: string;
  readonly sip: { readonly host: string; readonly port: number };
  readonly internalPort: number;
  readonly #launcher: ChildProcess;
  readonly #output: string[];

  private constructor(
    options: Pick<Stack, "origin" | "dataDir" | "sip" | "internalPort">,
    launcher: ChildProcess,
    output: string[],
  ) {
    this.origin = options.origin;
    this.dataDir = options.dataDir;
    this.sip = options.sip;
    this.internalPort = options.internalPort;
    this.#launcher = launcher;
    this.#output = output;
  }

  /** `prepare` may fill the data folder before anything runs. */
  static async start(
    environment: Readonly<Record<string, string>> = {},
    prepare: (dataDir: string) => Promise<void> = async () => {},
  ): Promise<Stack> {
    const dataDir = await mkdtemp(join(tmpdir(), "belfry-"));
    await cp(PROMPTS, join(dataDir, "prompts"), { recursive: true }).catch(() => {});
    await prepare(dataDir);
    const [http, sip] = [await freePort(), await freePort()];
    // One row for both, or they might overlap.
    const internalPort = await freePorts(410);
    const media = internalPort + 10;
    const launcher = spawn(process.execPath, [join(ROOT, "apps/launcher/src/main.ts"), "--no-install"], {
      cwd: ROOT,
      env: {
        ...process.env,
        BELFRY_DATA_DIR: dataDir,
        BELFRY_PORT: String(http),
        BELFRY_SIP_LISTEN: `127.0.0.1:${sip}`,
        BELFRY_INTERNAL_PORT: String(internalPort),
        BELFRY_MEDIA_PORTS: `${media}-${media + 399}`,
        BELFRY_DEMO: "on",
        // Journeys call telephones on this machine.
        BELFRY_TRUNK_TARGETS: "127.0.0.1",
        BELFRY_IDENTITY_TARGETS: "127.0.0.1",
        ...environment,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output: string[] = [];
    launcher.stdout?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    launcher.stderr?.on("data", (chunk: Buffer) => output.push(chunk.toString()));
    const origin = `http://127.0.0.1:${http}`;
    const stack = new Stack({ origin, dataDir, sip: { host: "127.0.0.1", port: sip }, internalPort }, launcher, output);
    try {
      await until(
        "the platform is ready",
        async () => {
          if (launcher.exitCode !== null) throw new InVain(`the launcher ended with ${launcher.exitCode}`);
          return (await fetch(`${origin}/health/ready`)).ok;
        },
        START_PATIENCE,
      );
    } catch (cause) {
      const story = await stack.story();
      await stack.stop();
      throw new Error(`the platform did not start:\n${story}`, { cause });
    }
    await cp(join(dataDir, "prompts"), PROMPTS, { recursive: true });
    return stack;
  }

  /** The passwords of the demo people, by login. */
  async signIns(): Promise<ReadonlyMap<string, string>> {
    const text = await readFile(join(this.dataDir, "demo-sign-ins.txt"), "utf8");
    return new Map(
      [...text.matchAll(/^\S+\s+(\w+)\s+(\S{10,})/gm)].map(([, login = "", password = ""]) => [login, password]),
    );
  }

  /** The process id of one child, from its pid file. */
  async pid(child: Child): Promise<number> {
    return Number((await readFile(join(this.dataDir, "run", `${child}.pid`), "utf8")).trim());
  }

  /** Kills a child with everything it has started, as a crash would; resolves when the launcher has replaced it. */
  async kill(child: Child): Promise<void> {
    const pid = await this.pid(child);
    process.kill(-pid, "SIGKILL");
    await until(`${child} is started again`, async () => (await this.pid(child)) !== pid);
  }

  /** Streams that rtpengine decodes and encodes anew at this moment. It counts them once in a second. */
  async transcodedMedia(): Promise<number> {
    const { rtpengineCli } = internalPorts({ internalPort: this.internalPort });
    const report = async () => {
      const socket = connect(rtpengineCli, "127.0.0.1");
      socket.end("list totals\n");
      const words = await text(socket);
      const number = (name: string) => Number(new RegExp(`^ *${name}[^:]*: *(\\d+)`, "m").exec(words)?.[1]);
      return { uptime: number("Uptime of rtpengine"), transcoded: number("Transcoded media") };
    };
    let since: number | null = null;
    const { transcoded } = await until("rtpengine has counted anew", async () => {
      const now = await report();
      if (Number.isNaN(now.uptime)) return null;
      since ??= now.uptime;
      return now.uptime >= since + 2 ? now : null;
    });
    return transcoded;
  }

  /** All parts work: a call can be taken. */
  async ready(): Promise<void> {
    await until("the platform is ready again", async () => (await fetch(`${this.origin}/health/ready`)).ok);
  }

  /** What the launcher and its children have said: for the message of a failure. */
  async story(): Promise<string> {
    const folder = join(this.dataDir, "logs");
    const logs = await readdir(folder).catch(() => []);
    const tails = logs.map(async (name) => `--- ${name}\n${await lastWords(join(folder, name))}`);
    return [`--- launcher\n${this.#output.join("")}`, ...(await Promise.all(tails))].join("\n");
  }

  /** Lines of any log that hold a key, a password of the demo, or one of these words. */
  async leaks(words: readonly string[]): Promise<readonly string[]> {
    const keys: unknown = JSON.parse(await readFile(join(this.dataDir, "secrets.json"), "utf8"));
    const secrets = [...Object.values(keys ?? {}).map(String), ...(await this.signIns()).values(), ...words];
    const folder = join(this.dataDir, "logs");
    const logs = (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8"));
    const lines = (await Promise.all(logs)).flatMap((log) => log.split("\n"));
    return lines.filter((line) => secrets.some((secret) => line.includes(secret)));
  }

  async stop(): Promise<void> {
    if (this.#launcher.exitCode === null && this.#launcher.signalCode === null) {
      this.#launcher.kill("SIGTERM");
      await once(this.#launcher, "exit");
    }
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** The end of a log, without the times that an edge complains while the switch is not there yet. */
async function lastWords(file: string): Promise<string> {
  const lines = (await readFile(file, "utf8"))
    .split("\n")
    .filter((line) => !/tcpconn_1st_send|msg_send_buffer|send_prepared/.test(line));
  return lines.slice(-60).join("\n");
}
