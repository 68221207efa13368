import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DataPaths, dataPaths } from "@belfry/settings";
import { errorCode, Refusal } from "../refusal.ts";

const NEEDED_BYTES = 500 * 1024 * 1024;

/** The data folder and the folders in it that exist from the start. */
export interface RunFolder extends Pick<DataPaths, "logs" | "run" | "tls"> {
  readonly dataDir: string;
}

export interface Secrets {
  readonly sipSecret: string;
  readonly proxyKey: string;
  readonly switchKey: string;
  readonly encryptionKey: string;
}

const SECRET_NAMES = ["sipSecret", "proxyKey", "switchKey", "encryptionKey"] as const;

/** Makes the folder, private to its owner, or says what keeps us from it. */
export function openRunFolder(dataDir: string): RunFolder {
  // Kamailio's control socket lies in it, and the kernel allows 107 bytes for the name of a socket.
  if (Buffer.byteLength(dataDir) > 80) {
    throw new Refusal(`The path ${dataDir} is too long for a socket. Choose one below 80 bytes with BELFRY_DATA_DIR.`);
  }
  const { logs, run, tls } = dataPaths(dataDir);
  const folder = { dataDir, logs, run, tls };
  try {
    for (const path of Object.values(folder)) mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(dataDir, 0o700);
    const trial = join(run, "writable");
    writeFileSync(trial, "");
    rmSync(trial);
  } catch (error) {
    throw new Refusal(unusable(dataDir, errorCode(error) ?? String(error)));
  }
  return folder;
}

function unusable(dataDir: string, code: string): string {
  if (code === "ENOSPC" || code === "EDQUOT") {
    return `There is no space left for ${dataDir}. Free some, or choose another place with BELFRY_DATA_DIR.`;
  }
  if (code === "EACCES" || code === "EPERM") {
    return `${dataDir} belongs to another user. Start Belfry as that user (or as root), or choose another with BELFRY_DATA_DIR.`;
  }
  if (code === "EROFS") return `${dataDir} is on a read-only disk. Choose another place with BELFRY_DATA_DIR.`;
  return `${dataDir} cannot be used as a folder (${code}). Choose another with BELFRY_DATA_DIR.`;
}

/** Free space for the database, logs and prompts; checked early, since running out later hurts more. */
export function requireSpace(path: string, needed = NEEDED_BYTES): void {
  const { bavail, bsize } = statfsSync(path);
  if (bavail * bsize >= needed) return;
  const free = Math.floor((bavail * bsize) / 1024 / 1024);
  throw new Refusal(
    `Only ${free} MB are free for ${path}, and Belfry needs ${Math.ceil(needed / 1024 / 1024)} MB. Free some, or choose another ` +
      "place with BELFRY_DATA_DIR.",
  );
}

/** Reads secrets.json, or makes it: 32 random bytes each, base64url. */
export function loadSecrets({ dataDir }: RunFolder): Secrets {
  const path = dataPaths(dataDir).secrets;
  if (!existsSync(path)) {
    const made = Object.fromEntries(SECRET_NAMES.map((name) => [name, randomBytes(32).toString("base64url")]));
    writeFileSync(path, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: "wx" });
  }
  chmodSync(path, 0o600);
  const read = parseObject(readFileSync(path, "utf8"));
  const value = (name: (typeof SECRET_NAMES)[number]): string => {
    const secret = read?.[name];
    if (typeof secret === "string" && /^[\w-]{43,}$/.test(secret)) return secret;
    throw new Refusal(
      `${path} has no usable ${name}. Put the file back from a backup; without its encryptionKey, what the ` +
        "database keeps encrypted cannot be read any more.",
    );
  };
  return {
    sipSecret: value("sipSecret"),
    proxyKey: value("proxyKey"),
    switchKey: value("switchKey"),
    encryptionKey: value("encryptionKey"),
  };
}

function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : null;
  } catch {
    return null;
  }
}
