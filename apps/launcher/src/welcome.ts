import { existsSync, readFileSync } from "node:fs";
import { dataPaths, isLoopback, type Settings } from "@belfry/settings";
import type { RunFolder } from "./run-folder/folder.ts";

interface Welcome {
  readonly settings: Settings;
  readonly folder: RunFolder;
  readonly origin: string;
  /** How long the start took, in words. */
  readonly total: string;
}

/** The last words of a start: where to go, as whom, and how to make the phone ring. */
export function welcome({ settings, folder, origin, total }: Welcome): string {
  const lines = [`\nBelfry is ready after ${total}: ${origin}`];
  if (settings.tls === "self-signed") {
    lines.push("Nobody has signed its certificate, so the browser warns once; accept it to try Belfry.");
  }
  if (!isLoopback(settings.host) && settings.tls === "off" && settings.publicUrl === null) {
    lines.push(
      "On other machines it has no microphone: browsers give plain HTTP none, except on the machine itself.",
      "Set BELFRY_TLS=self-signed to try it from there, or BELFRY_PUBLIC_URL where a proxy adds TLS.",
    );
  }
  const { demoSignIns: signIns } = dataPaths(folder.dataDir);
  if (settings.demo && existsSync(signIns)) {
    lines.push(`\nDemo sign-ins (also in ${signIns}):\n${readFileSync(signIns, "utf8").trimEnd()}`);
    lines.push(
      "\nTo make the phone ring: sign in as anna, allow the microphone, choose Available, and press “Make the phone ring”,",
      `or type in another terminal: ${demoCall(settings)}`,
      `To see what visitors of a website see, who show who they are before they call: ${origin}/try`,
    );
  }
  if (!settings.demo && existsSync(signIns)) lines.push(`\nThe operator's first sign-in is in ${signIns}.`);
  lines.push("\nCtrl-C stops everything in good order.");
  return lines.join("\n");
}

function demoCall({ sipListen }: Settings): string {
  const near = sipListen.find(({ host }) => isLoopback(host)) ?? sipListen[0];
  const usual = near === undefined || (near.host === "127.0.0.1" && near.port === 5060);
  return usual ? "npm run demo:call" : `npm run demo:call -- --server ${near.host}:${near.port}`;
}
