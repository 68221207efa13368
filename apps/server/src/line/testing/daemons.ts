import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePorts } from "./ports.ts";

/** Where the daemons of one test file live. */
export interface DaemonPorts {
  readonly internalPort: number;
  readonly sipPort: number;
}

export const KEYS = { sipSecret: "test-sip-secret", proxyKey: "test-proxy-key", switchKey: "test-switch-key" };

const DEPLOY = new URL("../../../../../deploy/", import.meta.url);

export interface Daemon {
  readonly process: ChildProcess;
  readonly output: () => string;
  /** What it said of errors and warnings. */
  readonly complaints: () => readonly string[];
  /** How many sockets it holds: what rtpengine has given out of its ports, and a few of its own. */
  readonly sockets: () => number;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

/** Ports that nobody uses now. */
export async function daemonPorts(): Promise<DaemonPorts> {
  const internalPort = await freePorts(7);
  return { internalPort, sipPort: internalPort + 6 };
}

/** The real daemons, from the real templates, in a private folder. */
export class Daemons {
  readonly folder = mkdtempSync(join(tmpdir(), "belfry-line-"));
  readonly addressFile = join(this.folder, "trunks.list");
  readonly #ports: DaemonPorts;
  readonly #running = new Set<Daemon>();

  constructor(ports: DaemonPorts) {
    this.#ports = ports;
    mkdirSync(join(this.folder, "run"));
    writeFileSync(this.addressFile, "");
  }

  async startRtpengine(mediaPorts = { first: 40_000, last: 42_000 }, address = "127.0.0.1"): Promise<Daemon> {
    const { internalPort } = this.#ports;
    const config = this.#render("rtpengine/rtpengine.conf", {
      MEDIA_INTERFACE: address,
      NG_PORT: internalPort + 3,
      DTMF_PORT: internalPort + 4,
      CLI_PORT: internalPort + 5,
      MEDIA_PORT_MIN: mediaPorts.first,
      MEDIA_PORT_MAX: mediaPorts.last,
      MAX_CALLS: 500,
      THREADS: 2,
    });
    return this.#start(
      "rtpengine",
      [`--config-file=${config}`, "--config-section=rtpengine", "-f", "-E"],
      internalPort + 5,
    );
  }

  async startKamailio(): Promise<Daemon> {
    const { internalPort, sipPort } = this.#ports;
    const config = this.#render("kamailio/kamailio.cfg", {
      SIP_ADDRESS: "127.0.0.1",
      SIP_PORT: sipPort,
      SIP_ADVERTISE: "",
      WS_PORT: internalPort,
      LINK_PORT: internalPort + 1,
      SWITCH_PORT: internalPort + 2,
      RUN_DIR: join(this.folder, "run"),
      MODULES: `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/kamailio/modules/`,
      DISPATCHER_FILE: this.#render("kamailio/dispatcher.list", { SWITCH_PORT: internalPort + 2 }),
      ADDRESS_FILE: this.addressFile,
      SIP_SECRET: KEYS.sipSecret,
      PROXY_KEY: KEYS.proxyKey,
      SWITCH_KEY: KEYS.switchKey,
      FLOOD_REQUESTS: 60,
      USER_CALLS: 20,
      TRUNK_CALLS: 60,
      WORKERS: 2,
    });
    const run = join(this.folder, "run");
    const args = ["-f", config, "-DD", "-E", "-m", "64", "-M", "8", "-Y", run, "-P", join(run, "kamailio.pid")];
    return this.#start("kamailio", args, internalPort);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#running].map((daemon) => daemon.kill()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  #render(template: string, values: Readonly<Record<string, string | number>>): string {
    let text = readFileSync(new URL(template, DEPLOY), "utf8");
    for (const [name, value] of Object.entries(values)) text = text.replaceAll(`@${name}@`, String(value));
    const file = join(this.folder, template.replace("/", "-"));
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  }

  async #start(command: string, args: readonly string[], port: number): Promise<Daemon> {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], detached: true });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        output = (output + String(chunk)).slice(-200_000);
      });
    }
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const daemon: Daemon = {
      process: child,
      output: () => output,
      sockets: () => socketsOf(child),
      complaints: () => output.split("\n").filter((line) => /ERROR|WARNING|CRITICAL|BUG/.test(line)),
      kill: async (signal = "SIGTERM") => {
        this.#running.delete(daemon);
        // Kamailio's workers outlive a killed parent and keep its ports: the whole group must go.
        signalGroup(child, signal);
        await ended;
      },
    };
    this.#running.add(daemon);
    // In a group of its own it would outlive a test run that is killed.
    const orphaned = () => signalGroup(child, "SIGKILL");
    process.once("exit", orphaned);
    void ended.then(() => process.off("exit", orphaned));
    const deadline = Date.now() + 15_000;
    while (!(await listening(port))) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${command} did not start:\n${output}`);
    }
    return daemon;
  }
}

function socketsOf({ pid }: ChildProcess): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((file) => {
    try {
      return readlinkSync(join(folder, file)).startsWith("socket:");
    } catch {
      return false;
    }
  }).length;
}

function signalGroup({ pid, exitCode, signalCode }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It ended in this very moment.
  }
}

/** One attempt, with its own short pause before it answers no. */
function listening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => setTimeout(() => resolve(false), 30));
  });
}
