import { spawn, spawnSync } from "node:child_process";
import { Refusal } from "../refusal.ts";

/** A Debian package and what Belfry needs it for. */
export interface NeededPackage {
  readonly name: string;
  readonly why: string;
}

export const RUNTIME_PACKAGES: readonly NeededPackage[] = [
  { name: "kamailio", why: "SIP from trunks and browsers" },
  { name: "kamailio-websocket-modules", why: "SIP from browsers" },
  { name: "kamailio-autheph-modules", why: "credentials that live for minutes" },
  { name: "kamailio-extra-modules", why: "control of Kamailio" },
  { name: "rtpengine-daemon", why: "all audio" },
  { name: "espeak-ng", why: "spoken announcements" },
  { name: "sox", why: "announcements and music" },
  { name: "ffmpeg", why: "announcements and music" },
];

export interface InstallOptions {
  readonly needed: readonly NeededPackage[];
  readonly noInstall: boolean;
  readonly say: (sentence: string) => void;
}

/** Installs what is missing, as root or through sudo; refuses with the exact line when it may not. */
export async function ensurePackages({ needed, noInstall, say }: InstallOptions): Promise<void> {
  const missing = missingPackages(needed);
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name);
  const line = `apt-get install --no-install-recommends ${names.join(" ")}`;
  const list = missing.map(({ name, why }) => `  ${name}: ${why}`).join("\n");
  if (noInstall) throw new Refusal(`These Debian packages are missing:\n${list}\nInstall them as root:\n${line}`);
  const root = becomeRoot();
  if (root === null) {
    throw new Refusal(`These Debian packages are missing, and only root may install them:\n${list}\nAs root:\n${line}`);
  }
  say(`  Installing Debian packages${root.length === 0 ? "" : " with sudo"}:\n${list}`);
  const output = await runAsRoot(root, installScript(names));
  const still = missingPackages(needed).map(({ name }) => name);
  if (still.length > 0) {
    const tail = output.trimEnd().split("\n").slice(-8).join("\n");
    throw new Refusal(`apt-get could not install ${still.join(", ")}:\n${tail}\nMend that, or as root:\n${line}`);
  }
}

export function missingPackages(needed: readonly NeededPackage[]): readonly NeededPackage[] {
  const names = needed.map(({ name }) => name);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: these are dpkg-query's own placeholders
  const query = spawnSync("dpkg-query", ["-W", "-f=${Package} ${Status}\\n", ...names], { encoding: "utf8" });
  if (query.error !== undefined) {
    throw new Refusal(`Belfry needs a Debian 12 machine: dpkg-query is missing here. Packages: ${names.join(", ")}.`);
  }
  const installed = new Set(
    query.stdout
      .split("\n")
      .filter((line) => line.endsWith("install ok installed"))
      .map((line) => line.split(" ")[0]),
  );
  return needed.filter(({ name }) => !installed.has(name));
}

/** The words before a command that make it run as root: none when we are, null when there is no way. */
export function becomeRoot(): readonly string[] | null {
  if (process.getuid?.() === 0) return [];
  if (spawnSync("sudo", ["-n", "true"], { stdio: "ignore" }).status === 0) return ["sudo", "-n"];
  const hasSudo = spawnSync("sudo", ["-V"], { stdio: "ignore" }).status === 0;
  return hasSudo && process.stdin.isTTY && process.stdout.isTTY ? ["sudo"] : null;
}

/**
 * apt would start the packaged services, which would take the ports of ours; a policy-rc.d keeps it from that.
 * One that is there already is the machine's own and stays. Newly installed services do not come up at the next
 * boot either.
 */
function installScript(names: readonly string[]): string {
  return `
    set -u
    export DEBIAN_FRONTEND=noninteractive
    policy=/usr/sbin/policy-rc.d
    if [ ! -e "$policy" ]; then
      trap 'rm -f "$policy"' EXIT
      trap 'exit 1' HUP INT TERM
      printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
    fi
    apt-get update -q && apt-get install -q -y --no-install-recommends ${names.join(" ")} || exit 1
    for unit in ${names.filter((name) => /^(kamailio|rtpengine-daemon|postgresql)$/.test(name)).join(" ")}; do
      systemctl disable --quiet "$unit.service" 2>/dev/null || true
    done
  `;
}

export function runAsRoot(root: readonly string[], script: string): Promise<string> {
  const [command = "sh", ...args] = [...root, "sh", "-c", script];
  return new Promise((done) => {
    // sudo asks for a password on the terminal itself; apt gets no input.
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        output += text;
      });
    }
    child.once("error", (error) => done(`${output}\n${error.message}`));
    child.once("close", () => done(output));
  });
}
