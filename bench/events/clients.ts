import { MEDIATEL_PATH, SOCKET_PATH } from "@belfry/contracts";
import type { BenchAgent } from "../queue/organisation.ts";
import { HandSocket } from "./hand-socket.ts";

/** One agent who goes to a pause and comes back, and is told so. */
export interface Client {
  /** Gives the command, and resolves when the own new state has arrived. */
  toggle(): Promise<void>;
  close(): void;
}

const HEARTBEAT = 5_000;

/** Waits for one state at a time. */
class Awaited {
  #wanted: { readonly text: string; readonly seen: () => void } | null = null;

  look(event: string): void {
    if (this.#wanted === null || !event.includes(this.#wanted.text)) return;
    const { seen } = this.#wanted;
    this.#wanted = null;
    seen();
  }

  next(text: string): Promise<void> {
    return new Promise((seen) => {
      this.#wanted = { text, seen };
    });
  }
}

/** A page of the desk, as far as the server can tell. */
export async function openPage(origin: string, { sipUser, token }: BenchAgent, pause: string): Promise<Client> {
  const awaited = new Awaited();
  const tab = `tab-${sipUser}`;
  const url = `${origin.replace(/^http/, "ws")}${SOCKET_PATH}`;
  const socket = await HandSocket.open(url, { origin, cookie: `belfry_session=${token}` }, (head, whole) => {
    // News of colleagues are in messages of their own: what begins with one's own view is for oneself.
    if (head.includes('"changes":[{"part":"me"')) awaited.look(whole());
  });
  await socket.ask("claimPhone", { tab, takeOver: true });
  await socket.ask("command", { type: "signIn" });
  const say = () => socket.emit("device", { tab, microphone: "granted", audioUnlocked: true });
  say();
  const heartbeat = setInterval(say, HEARTBEAT);
  let paused = false;
  return {
    async toggle() {
      paused = !paused;
      const arrived = awaited.next(`"state":{"state":"${paused ? "paused" : "available"}"`);
      const taken = socket.ask("command", paused ? { type: "pause", pause } : { type: "available" });
      await Promise.all([arrived, taken]);
    },
    close() {
      clearInterval(heartbeat);
      socket.close();
    },
  };
}

/** A CRM's page that speaks the Mediatel protocol. */
export async function openCrm(origin: string, { login }: BenchAgent, password: string): Promise<Client> {
  const awaited = new Awaited();
  let pauses = "";
  const url = `${origin.replace(/^http/, "ws")}${MEDIATEL_PATH}`;
  const socket = await HandSocket.open(url, {}, (_, whole) => {
    const event = whole();
    if (pauses === "") pauses = /"pauseList":\[\["(\d+)"/.exec(event)?.[1] ?? "";
    awaited.look(event);
  });
  const arrived = awaited.next('"state":"STATE_IDLE"');
  socket.emit("data", { type: "login", user: login, password, extension: "", takeOver: true });
  await arrived;
  let paused = false;
  return {
    async toggle() {
      paused = !paused;
      const told = awaited.next(`"state":"STATE_${paused ? "PAUSE" : "IDLE"}"`);
      socket.emit("data", { type: "pause", id: paused ? pauses : "0" });
      await told;
    },
    close: () => socket.close(),
  };
}
