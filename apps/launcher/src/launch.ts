import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { dataPaths, loadSettings, publicOrigin, type Settings, toEnvironment } from "@belfry/settings";
import { kamailio, rtpengine, type Surroundings, server } from "./children.ts";
import { type CommandLine, helpText, readCommandLine } from "./command-line.ts";
import { holdDataFolder } from "./instance.ts";
import { becomeAccount, findAccount, handOver } from "./machine/account.ts";
import { ownAddresses, thisMachinesMediaAddress } from "./machine/address.ts";
import { ensurePackages, RUNTIME_PACKAGES } from "./machine/packages.ts";
import { requirePorts } from "./machine/ports.ts";
import { buildPages, pagesAreFresh } from "./pages.ts";
import { errorCode, Refusal } from "./refusal.ts";
import { givenCertificate, selfSignedCertificate } from "./run-folder/certificate.ts";
import { loadSecrets, openRunFolder, type RunFolder, requireSpace } from "./run-folder/folder.ts";
import { Steps } from "./steps.ts";
import { endLeftovers } from "./supervisor/leftovers.ts";
import { Supervisor } from "./supervisor/supervisor.ts";
import { untilStopped } from "./until-stopped.ts";
import { welcome } from "./welcome.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");

/** Starts everything, keeps it running until it is told to stop, and returns the exit code. */
export async function launch(args: readonly string[]): Promise<number> {
  const commandLine = readCommandLine(args);
  if (commandLine.help) {
    console.log(helpText());
    return 0;
  }
  const steps = new Steps();
  const settings = readSettings(commandLine);
  // Where nothing was ever started, a port that is taken must be told before anything is made.
  if (!existsSync(settings.dataDir)) await requirePorts(settings);
  if (!commandLine.prepared) await prepare(settings, commandLine, steps);
  if (process.getuid?.() === 0) return dropRoot(settings, commandLine, steps);
  return supervise(settings, steps);
}

function readSettings({ config }: CommandLine): Settings {
  const path = resolve(repository, config ?? "belfry.config.json");
  let text: string | null = null;
  try {
    if (config !== null || existsSync(path)) text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Refusal(unreadable(path, errorCode(error) ?? String(error)));
  }
  const loaded = loadSettings(process.env, text);
  if ("settings" in loaded) return loaded.settings;
  const count =
    loaded.mistakes.length === 1 ? "One setting is not right" : `${loaded.mistakes.length} settings are not right`;
  const file = text === null ? "" : `\nThe config file is ${path}.`;
  throw new Refusal(`${count}:\n${loaded.mistakes.map((mistake) => `  ${mistake}`).join("\n")}${file}`);
}

function unreadable(path: string, code: string): string {
  if (code === "ENOENT") return `There is no config file ${path}. Name another with --config FILE, or leave that out.`;
  if (code === "EACCES") return `The config file ${path} belongs to another user, who lets nobody else read it.`;
  if (code === "EISDIR") return `${path} is a folder and not a config file. Name the file with --config FILE.`;
  return `The config file ${path} cannot be read (${code}).`;
}

/** What may need root, or the right to write to the repository. */
async function prepare(settings: Settings, { noInstall }: CommandLine, steps: Steps): Promise<void> {
  const space = existingAncestor(settings.dataDir);
  requireSpace(space);
  await ensurePackages({ needed: RUNTIME_PACKAGES, noInstall, say: (sentence) => steps.say(sentence) });
  if (!pagesAreFresh(repository)) await steps.run("Building the pages", () => buildPages(repository));
}

function existingAncestor(path: string): string {
  return existsSync(path) ? path : existingAncestor(resolve(path, ".."));
}

/** Root has done what only root can do; the rest runs as an account that owns nothing but the data folder. */
async function dropRoot(settings: Settings, { noInstall }: CommandLine, steps: Steps): Promise<number> {
  const account = await findAccount(settings.dataDir, noInstall, (sentence) => steps.say(sentence));
  const folder = openRunFolder(settings.dataDir);
  const files = settings.tls === "files" ? readGivenCertificate(settings, folder) : null;
  handOver(settings.dataDir, account);
  const kept = ["PATH", "TERM", "LANG", "LC_ALL", "TZ"].map((name) => [name, process.env[name] ?? ""]);
  const env: Record<string, string> = Object.fromEntries(kept);
  const given = files === null ? {} : { BELFRY_TLS_CERT: files.cert, BELFRY_TLS_KEY: files.key };
  becomeAccount(
    account,
    [process.execPath, join(repository, "apps/launcher/src/main.ts"), "--no-install", "--prepared"],
    { repository, dataDir: settings.dataDir },
    {
      env: { ...env, HOME: settings.dataDir, ...toEnvironment(settings), ...given },
      lowPorts: [settings.port, ...settings.sipListen.map(({ port }) => port)].some((port) => port < 1024),
    },
  );
}

function readGivenCertificate({ tlsCert, tlsKey }: Settings, folder: RunFolder) {
  return givenCertificate(folder, tlsCert ?? "", tlsKey ?? "");
}

async function supervise(given: Settings, steps: Steps): Promise<number> {
  const folder = openRunFolder(given.dataDir);
  const origin = publicOrigin(given);
  const lock = await holdDataFolder(folder.dataDir, `process ${process.pid}, ${origin}`);
  const supervisor = new Supervisor({
    logDir: folder.logs,
    runDir: folder.run,
    say: (sentence) => steps.say(sentence),
    grace: given.shutdownSeconds * 1000,
  });
  const stopped = untilStopped(supervisor, steps);
  try {
    const left = await endLeftovers(folder.run, folder.dataDir, given.shutdownSeconds * 1000);
    if (left.length > 0) steps.say(`  Ended what an earlier start had left behind: ${left.join(", ")}`);
    await requirePorts(given);
    const surroundings = await gather(given, folder, steps);
    const starting = startAll(supervisor, surroundings, steps);
    const early = await Promise.race([starting, stopped.code]);
    if (early !== undefined) return early;
    steps.say(await welcome({ settings: given, folder, origin, total: steps.total }));
    return await stopped.code;
  } catch (error) {
    if (!stopped.asked()) throw error;
    return await stopped.code;
  } finally {
    await supervisor.stop();
    lock.close();
  }
}

async function gather(given: Settings, folder: RunFolder, steps: Steps): Promise<Surroundings> {
  const secrets = loadSecrets(folder);
  const found = given.mediaAddress === "auto" ? thisMachinesMediaAddress() : given.mediaAddress;
  if (found === null) {
    steps.say("  This machine has no network address; browsers will not hear anything until it has one.");
  }
  if (found !== null && given.mediaAddress !== "auto" && !ownAddresses().includes(found)) {
    throw new Refusal(
      `BELFRY_MEDIA_ADDRESS is ${found}, which is no address of this machine (it has ${ownAddresses().join(", ")}). ` +
        "Behind NAT, set the public address with BELFRY_MEDIA_ADVERTISED.",
    );
  }
  const files = await certificate(given, folder);
  // Files that were given are copied to where the server may read them; one of our own it finds by itself.
  const settings: Settings =
    files === null || given.tls === "self-signed" ? given : { ...given, tlsCert: files.cert, tlsKey: files.key };
  return { repository, settings, folder, secrets, mediaAddress: found ?? "127.0.0.1" };
}

async function certificate(settings: Settings, folder: RunFolder) {
  if (settings.tls === "off") return null;
  if (settings.tls === "files") return readGivenCertificate(settings, folder);
  const named = settings.publicUrl === null ? [] : [new URL(settings.publicUrl).hostname.replace(/^\[|\]$/g, "")];
  return await selfSignedCertificate(folder, [...ownAddresses(), ...named]);
}

/** `undefined` when everything runs. */
async function startAll(supervisor: Supervisor, surroundings: Surroundings, steps: Steps): Promise<undefined> {
  await steps.run("Starting rtpengine (audio)", () => supervisor.start(rtpengine(surroundings)));
  await steps.run("Starting Kamailio (SIP)", () => supervisor.start(kamailio(surroundings)));
  const first =
    !existsSync(dataPaths(surroundings.folder.dataDir).database) && surroundings.settings.databaseUrl === null;
  const name = first ? "Starting the server (the first time it makes its database and prompts)" : "Starting the server";
  await steps.run(name, () => supervisor.start(server(surroundings)));
}
