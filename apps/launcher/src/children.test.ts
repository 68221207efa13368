import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadSettings } from "@belfry/settings";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { kamailio, rtpengine, type Surroundings, server } from "./children.ts";
import { loadSecrets, openRunFolder } from "./run-folder/folder.ts";
import { Supervisor } from "./supervisor/supervisor.ts";
import { freePort } from "./testing/workshop.ts";

const repository = fileURLToPath(new URL("../../..", import.meta.url)).replace(/\/$/, "");
/** Below what the kernel gives out by itself, as are the media ports: a free port is never one of them. */
const INTERNAL = 15_100 + (process.pid % 50) * 10;
let base: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "belfry-children-"));
});
afterEach(() => rmSync(base, { recursive: true }));

function surroundings(env: Record<string, string>): Surroundings {
  const loaded = loadSettings({ BELFRY_DATA_DIR: base, BELFRY_INTERNAL_PORT: String(INTERNAL), ...env }, null);
  if ("mistakes" in loaded) throw new Error(loaded.mistakes.join("\n"));
  const folder = openRunFolder(base);
  return { repository, settings: loaded.settings, folder, secrets: loadSecrets(folder), mediaAddress: "127.0.0.1" };
}

describe("Kamailio and rtpengine", () => {
  it("run from the templates, on every address that is asked for", async () => {
    const [one, two] = [await freePort(), await freePort()];
    const given = surroundings({
      BELFRY_SIP_LISTEN: `127.0.0.1:${one},127.0.0.2:${two}`,
      BELFRY_MEDIA_PORTS: "31000-31999",
    });
    const said: string[] = [];
    const { folder } = given;
    const say = (sentence: string) => void said.push(sentence);
    const supervisor = new Supervisor({ logDir: folder.logs, runDir: folder.run, say, grace: 5000 });
    const specs = [rtpengine(given), kamailio(given)];
    for (const spec of specs) await supervisor.start(spec);
    const answers = await Promise.all(specs.map((spec) => spec.probe()));
    await supervisor.stop();
    expect(answers).toEqual([true, true]);
    expect(said).toEqual([]);
    const log = readFileSync(join(folder.logs, "kamailio.log"), "utf8");
    for (const place of [`127.0.0.1]:${one}`, `127.0.0.2]:${two}`]) expect(log).toContain(place);
    expect((await Promise.all(specs.map((spec) => spec.probe()))).some(Boolean)).toBe(false);
  });

  it("name the public address behind NAT, but not where only this machine listens", () => {
    const given = surroundings({
      BELFRY_SIP_LISTEN: "127.0.0.1:5060,192.0.2.2:5062",
      BELFRY_MEDIA_ADVERTISED: "203.0.113.9",
    });
    rtpengine(given);
    kamailio(given);
    const read = (name: string) => readFileSync(join(base, "run", name), "utf8");
    expect(read("rtpengine.conf")).toMatch(/^interface = 127\.0\.0\.1!203\.0\.113\.9;inside\/127\.0\.0\.1$/m);
    expect(read("kamailio.cfg")).toMatch(/^listen=udp:192\.0\.2\.2:5062 advertise 203\.0\.113\.9:5062$/m);
    expect(read("kamailio.cfg")).toMatch(/^listen=tcp:127\.0\.0\.1:5060 *$/m);
    const syntax = spawnSync("kamailio", ["-c", "-f", join(base, "run/kamailio.cfg")], { encoding: "utf8" });
    expect(syntax.stderr).toContain("config file ok");
  });
});

it("Kamailio hears every address by its name, for it would name 0.0.0.0 to others", () => {
  kamailio(surroundings({ BELFRY_SIP_LISTEN: "0.0.0.0:5066" }));
  const config = readFileSync(join(base, "run/kamailio.cfg"), "utf8");
  expect(config).toMatch(/^listen=udp:127\.0\.0\.1:5066/m);
  expect(config).not.toContain("0.0.0.0:5066");
});

it("the server gets every setting, and of our environment only what it needs", () => {
  process.env["BELFRY_TEST_SECRET_OF_THE_SHELL"] = "x";
  const { env, probe: _, ...spec } = server(surroundings({ BELFRY_PORT: "18081", BELFRY_LOG_LEVEL: "debug" }));
  delete process.env["BELFRY_TEST_SECRET_OF_THE_SHELL"];
  expect(env).toMatchObject({ BELFRY_PORT: "18081", BELFRY_LOG_LEVEL: "debug", BELFRY_DATA_DIR: base, HOME: base });
  expect(env).not.toHaveProperty("BELFRY_TEST_SECRET_OF_THE_SHELL");
  expect("settings" in loadSettings(env, null)).toBe(true);
  expect(spec.command).toBe(process.execPath);
});
