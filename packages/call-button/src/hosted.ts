import { defineCallButton, setHome } from "./element.ts";
import { proveParts } from "./prove.ts";
import { startCall as start } from "./start-call.ts";
import type { CallOptions, CallSession } from "./types.ts";
import { defineWindow } from "./window-element.ts";

/** By part: the files that it takes, each with its hash. Filled in when everything else is built. */
const parts: unknown = JSON.parse("__BELFRY_PARTS__");

const server = new URL(import.meta.url).origin;
setHome(server);
proveParts(prove);
defineCallButton();
defineWindow(server);

/** The server is the one that this script came from. */
export function startCall(options: Omit<CallOptions, "server"> & Partial<CallOptions>): Promise<CallSession> {
  return start({ server, ...options });
}
export { CallUnavailable } from "./start-call.ts";

/**
 * An import has no integrity of its own, but what was preloaded is what is imported: with a hash that does not fit there
 * is neither. Browsers without such preloading import what the release's address leads to.
 */
async function prove(part: string): Promise<void> {
  if (!document.createElement("link").relList.supports("modulepreload")) return;
  await Promise.all(filesOf(part).map(preload));
}

function filesOf(part: string): readonly (readonly [string, string])[] {
  if (typeof parts !== "object" || parts === null) return [];
  const found = Object.entries(parts).find(([file]) => file.startsWith(`parts/${part}-`));
  const files: unknown = found?.[1];
  return Array.isArray(files) ? files : [];
}

function preload([file, integrity]: readonly [string, string]): Promise<void> {
  const { href } = new URL(file, import.meta.url);
  const link = document.createElement("link");
  Object.assign(link, { rel: "modulepreload", href, integrity, crossOrigin: "anonymous" });
  return new Promise((resolve, reject) => {
    link.addEventListener("load", () => resolve());
    link.addEventListener("error", () => reject(new Error(`${href} is not what it should be`)));
    document.head.append(link);
  });
}
