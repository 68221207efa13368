import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { dataPaths, internalPorts, isLoopback, type Settings, type SipAddress, toEnvironment } from "@belfry/settings";
import { ownAddresses } from "./machine/address.ts";
import type { RunFolder, Secrets } from "./run-folder/folder.ts";
import { renderTemplate } from "./run-folder/templates.ts";
import type { ChildSpec } from "./supervisor/child.ts";
import { answersHttp, answersNg, answersSip } from "./supervisor/probes.ts";

export interface Surroundings {
  readonly repository: string;
  readonly settings: Settings;
  readonly folder: RunFolder;
  readonly secrets: Secrets;
  /** The address for audio that was set or found. */
  readonly mediaAddress: string;
}

const REQUESTS_IN_TWO_SECONDS = 40;
const BROWSER_REQUESTS_IN_A_SECOND = 20;
/** More than any one machine can serve; less than would keep it from serving the others. */
const TRUNK_CALLS_IN_A_SECOND = 500;
/** A caller who waits has four media ports. */
const PORTS_PER_CALL = 4;
/** Megabytes, used as they are needed: Kamailio keeps some 130 kB for every connected phone. */
const SHARED_MEMORY = "512";
const WORKERS = Math.max(2, Math.min(8, availableParallelism()));

/** All audio. */
export function rtpengine({ repository, settings, folder, mediaAddress }: Surroundings): ChildSpec {
  const ports = internalPorts(settings);
  const { first, last } = settings.mediaPorts;
  const advertised = settings.mediaAdvertised;
  const config = render(repository, folder, "rtpengine/rtpengine.conf", {
    MEDIA_INTERFACE: advertised === null ? mediaAddress : `${mediaAddress}!${advertised}`,
    NG_PORT: ports.rtpengineNg,
    DTMF_PORT: ports.dtmfLog,
    CLI_PORT: ports.rtpengineCli,
    MEDIA_PORT_MIN: first,
    MEDIA_PORT_MAX: last,
    MAX_CALLS: Math.floor((last - first + 1) / PORTS_PER_CALL),
    THREADS: WORKERS,
  });
  return {
    name: "rtpengine",
    title: "rtpengine (audio)",
    command: "rtpengine",
    args: [`--config-file=${config}`, "--config-section=rtpengine", "-f", "-E"],
    cwd: folder.run,
    env: environment(folder),
    probe: () => answersNg(ports.rtpengineNg),
    startTimeout: 15_000,
  };
}

/** SIP from trunks and browsers. */
export function kamailio({ repository, settings, folder, secrets }: Surroundings): ChildSpec {
  const ports = internalPorts(settings);
  const addressFile = dataPaths(folder.dataDir).trunkAddresses;
  if (!existsSync(addressFile)) writeFileSync(addressFile, "", { mode: 0o600 });
  const sockets = join(folder.run, "kamailio");
  mkdirSync(sockets, { recursive: true, mode: 0o700 });
  const dispatcher = render(repository, folder, "kamailio/dispatcher.list", { SWITCH_PORT: ports.switchSip });
  const values = {
    WS_PORT: ports.kamailioWebSocket,
    LINK_PORT: ports.kamailioSip,
    SWITCH_PORT: ports.switchSip,
    RUN_DIR: sockets,
    MODULES: `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/kamailio/modules/`,
    DISPATCHER_FILE: dispatcher,
    ADDRESS_FILE: addressFile,
    SIP_SECRET: secrets.sipSecret,
    PROXY_KEY: secrets.proxyKey,
    SWITCH_KEY: secrets.switchKey,
    FLOOD_REQUESTS: REQUESTS_IN_TWO_SECONDS,
    USER_CALLS: BROWSER_REQUESTS_IN_A_SECOND,
    TRUNK_CALLS: TRUNK_CALLS_IN_A_SECOND,
    WORKERS,
  };
  const config = render(repository, folder, "kamailio/kamailio.cfg", values, settings);
  return {
    name: "kamailio",
    title: "Kamailio (SIP)",
    command: "kamailio",
    args: [
      "-f",
      config,
      "-DD",
      "-E",
      "-m",
      SHARED_MEMORY,
      "-M",
      "8",
      "-Y",
      sockets,
      "-P",
      join(sockets, "kamailio.pid"),
    ],
    cwd: folder.run,
    env: environment(folder),
    probe: () => answersSip(ports.kamailioSip),
    startTimeout: 15_000,
  };
}

/** Our own program: pages, interfaces and the switch. */
export function server({ repository, settings, folder }: Surroundings): ChildSpec {
  const wildcard = settings.host === "0.0.0.0" || settings.host === "::";
  const host = wildcard ? "127.0.0.1" : settings.host.includes(":") ? `[${settings.host}]` : settings.host;
  const scheme = settings.tls === "off" ? "http" : "https";
  return {
    name: "server",
    title: "The server",
    command: process.execPath,
    // A call lives for minutes, its messages for an instant: with room for more of those, in mebibytes, fewer outlive
    // a collection by chance, and a busy switch spends a tenth less processor time.
    args: ["--max-semi-space-size=64", join(repository, "apps/server/src/main.ts")],
    cwd: repository,
    env: { ...environment(folder), ...toEnvironment(settings), NODE_ENV: "production" },
    probe: () => answersHttp(`${scheme}://${host}:${settings.port}/health/ready`),
    // The first time it makes its database and speaks some 160 sentences, which takes long on a small machine.
    startTimeout: 300_000,
  };
}

/** What every child sees of our environment; BELFRY_DATA_DIR also tells whose child it is. */
function environment({ dataDir }: RunFolder): Record<string, string> {
  const kept = ["PATH", "LANG", "LC_ALL", "TZ", "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS"];
  const present = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(present), HOME: dataDir, BELFRY_DATA_DIR: dataDir };
}

function render(
  repository: string,
  folder: RunFolder,
  template: string,
  values: Readonly<Record<string, string | number>>,
  settings?: Settings,
): string {
  const perAddress = settings?.sipListen.flatMap(everyAddress).map(({ host, port }) => ({
    SIP_ADDRESS: host.includes(":") ? `[${host}]` : host,
    SIP_PORT: port,
    SIP_ADVERTISE:
      settings.mediaAdvertised === null || isLoopback(host) ? "" : `advertise ${settings.mediaAdvertised}:${port}`,
  }));
  const text = renderTemplate(readFileSync(join(repository, "deploy", template), "utf8"), values, perAddress);
  const path = join(folder.run, template.replace(/^.*\//, ""));
  writeFileSync(path, text, { mode: 0o600 });
  return path;
}

/** Kamailio would name 0.0.0.0 to others as its own address, so each address of this machine stands in its place. */
function everyAddress({ host, port }: SipAddress): readonly SipAddress[] {
  if (host !== "0.0.0.0" && host !== "::") return [{ host, port }];
  const family = host === "::" ? 6 : 4;
  return ownAddresses()
    .filter((address) => isIP(address) === family && !address.startsWith("fe80:"))
    .map((address) => ({ host: address, port }));
}
