import { createSocket } from "node:dgram";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";
import { internalPorts, type Settings } from "@belfry/settings";
import { errorCode, Refusal } from "../refusal.ts";
import { ownAddresses } from "./address.ts";

interface Wanted {
  readonly protocol: "TCP" | "UDP";
  readonly host: string;
  readonly port: number;
  readonly setting: string;
}

/** Tries every port that Belfry needs, and names all that it cannot have. */
export async function requirePorts(settings: Settings): Promise<void> {
  const problems: string[] = [];
  for (const wanted of wantedPorts(settings)) {
    const code = await tryPort(wanted);
    if (code !== null) problems.push(sentence(wanted, code));
  }
  if (problems.length > 0) throw new Refusal(problems.join("\n"));
}

function wantedPorts(settings: Settings): readonly Wanted[] {
  const internal = internalPorts(settings);
  const at = (protocol: "TCP" | "UDP", port: number): Wanted => ({
    protocol,
    host: "127.0.0.1",
    port,
    setting: "BELFRY_INTERNAL_PORT",
  });
  return [
    { protocol: "TCP", host: settings.host, port: settings.port, setting: "BELFRY_PORT" },
    ...settings.sipListen.flatMap(({ host, port }): Wanted[] => [
      { protocol: "UDP", host, port, setting: "BELFRY_SIP_LISTEN" },
      { protocol: "TCP", host, port, setting: "BELFRY_SIP_LISTEN" },
    ]),
    at("TCP", internal.kamailioWebSocket),
    at("TCP", internal.kamailioSip),
    at("TCP", internal.switchSip),
    at("UDP", internal.rtpengineNg),
    at("UDP", internal.dtmfLog),
    at("TCP", internal.rtpengineCli),
  ];
}

/** The code of the error, or null when the port is free. */
async function tryPort({ protocol, host, port }: Wanted): Promise<string | null> {
  try {
    if (protocol === "TCP") {
      const server = createServer().listen({ port, host, exclusive: true });
      await once(server, "listening");
      server.close();
      await once(server, "close");
    } else {
      const socket = createSocket(host.includes(":") ? "udp6" : "udp4").bind({ port, address: host, exclusive: true });
      await once(socket, "listening");
      socket.close();
      await once(socket, "close");
    }
    return null;
  } catch (error) {
    return errorCode(error) ?? String(error);
  }
}

function sentence({ protocol, host, port, setting }: Wanted, code: string): string {
  if (code === "EADDRINUSE") {
    const owner = ownerOfPort(protocol, port);
    const by = owner === null ? "another program" : owner;
    return `Port ${port} (${protocol}) on ${host} is taken by ${by}. Stop that, or choose another port with ${setting}.`;
  }
  if (code === "EACCES") {
    return `Port ${port} (${protocol}) is reserved for root. Start as root, or choose one above 1023 with ${setting}.`;
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAI_AGAIN") {
    const own = ownAddresses().join(", ");
    const name = setting === "BELFRY_PORT" ? "BELFRY_HOST" : setting;
    return `${host} is no address of this machine (it has ${own}). Choose one of these with ${name}.`;
  }
  return `Port ${port} (${protocol}) on ${host} cannot be used (${code}). Choose another with ${setting}.`;
}

/** "name (process 123)" of whoever listens there, when the kernel lets us see it. */
function ownerOfPort(protocol: "TCP" | "UDP", port: number): string | null {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  const inodes = ["", "6"].flatMap((six) =>
    readLines(`/proc/net/${protocol.toLowerCase()}${six}`)
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`) === true && (protocol === "UDP" || fields[3] === "0A"))
      .map((fields) => `socket:[${fields[9]}]`),
  );
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      for (const fd of readdirSync(`/proc/${pid}/fd`)) {
        if (!inodes.includes(readlinkSync(`/proc/${pid}/fd/${fd}`))) continue;
        return `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()} (process ${pid})`;
      }
    } catch {
      // Gone meanwhile, or somebody else's: then it is not named.
    }
  }
  return null;
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split("\n").slice(1);
  } catch {
    return [];
  }
}
