import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  describeSettings,
  internalPorts,
  loadSettings,
  publicOrigin,
  type Settings,
  settingsGuide,
  settingsHelp,
  toEnvironment,
} from "./index.ts";

function settingsOf(env: Record<string, string>, file: string | null = null): Settings {
  const loaded = loadSettings(env, file);
  if ("mistakes" in loaded) throw new Error(loaded.mistakes.join("\n"));
  return loaded.settings;
}

function mistakesOf(env: Record<string, string>, file: string | null = null): readonly string[] {
  const loaded = loadSettings(env, file);
  return "mistakes" in loaded ? loaded.mistakes : [];
}

describe("loadSettings", () => {
  it("has a working default for every setting", () => {
    const settings = settingsOf({});
    expect(settings).toMatchObject({
      host: "127.0.0.1",
      port: 8080,
      tls: "off",
      databaseUrl: null,
      sipListen: [{ host: "127.0.0.1", port: 5060 }],
      mediaPorts: { first: 16_000, last: 31_999 },
      demo: true,
    });
    expect(internalPorts(settings)).toMatchObject({ kamailioWebSocket: 15_060, rtpengineCli: 15_065 });
  });

  it("lets the environment win over the file and the file over the default", () => {
    const file = JSON.stringify({ BELFRY_PORT: 8081, BELFRY_LOG_LEVEL: "debug", BELFRY_DEMO: false });
    const settings = settingsOf({ BELFRY_PORT: "8082", BELFRY_LOG_LEVEL: "" }, file);
    expect(settings).toMatchObject({ port: 8082, logLevel: "debug", demo: false });
  });

  it("takes a list in the file", () => {
    const file = JSON.stringify({ BELFRY_SIP_LISTEN: ["192.0.2.1:5060", "[2001:db8::1]:5070"] });
    expect(settingsOf({}, file).sipListen).toEqual([
      { host: "192.0.2.1", port: 5060 },
      { host: "2001:db8::1", port: 5070 },
    ]);
  });

  it("takes networks as blocks, addresses and the word for the private ones", () => {
    expect(settingsOf({ BELFRY_TRUNK_TARGETS: "private, 127.0.0.1,2001:db8::/32" }).trunkTargets).toEqual([
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "fc00::/7",
      "127.0.0.1/32",
      "2001:db8::/32",
    ]);
    expect(settingsOf({}).trunkTargets).toEqual([]);
  });

  it("lists all mistakes at once, each with name, value and what is allowed", () => {
    const env = { BELFRY_PORT: "80800", BELFRY_TLS: "maybe", BELFRY_PROT: "1", DATABASE_URL: "mysql://u:hunter2@h/d" };
    const mistakes = mistakesOf(env, JSON.stringify({ BELFRY_MEDIA_PORTS: "5-6", colour: "red" }));
    expect(mistakes).toHaveLength(6);
    const text = mistakes.join("\n");
    expect(text).toContain("BELFRY_PORT is “80800” in the environment; it must be a whole number from 1 to 65535.");
    expect(text).toContain("BELFRY_TLS is “maybe”");
    expect(text).toContain("BELFRY_PROT in the environment is no setting. Did you mean BELFRY_PORT?");
    expect(text).toContain("BELFRY_MEDIA_PORTS is “5-6” in the config file");
    expect(text).toContain("colour in the config file is no setting.");
    expect(text).toContain("DATABASE_URL is set to something else (not shown here)");
    expect(text).not.toContain("hunter2");
  });

  it.each([
    [{ BELFRY_TLS: "files" }, "BELFRY_TLS_CERT and BELFRY_TLS_KEY must then name"],
    [{ BELFRY_TLS_CERT: "a.pem" }, "although a certificate is named"],
    [{ BELFRY_PORT: "15062" }, "is one of the internal ports 15060 to 15065"],
    [{ BELFRY_SIP_LISTEN: "127.0.0.1:15061" }, "is one of the internal ports"],
    [{ BELFRY_MEDIA_PORTS: "10000-19999" }, "overlaps with the internal ports"],
    [{ BELFRY_SIP_LISTEN: "127.0.0.1:8080" }, "BELFRY_SIP_LISTEN and BELFRY_PORT are both 8080"],
    [{ BELFRY_SIP_LISTEN: "127.0.0.1:20000" }, "within BELFRY_MEDIA_PORTS"],
    [{ BELFRY_SIP_LISTEN: "localhost:5060" }, "BELFRY_SIP_LISTEN is “localhost:5060”"],
    [{ BELFRY_TRUNK_TARGETS: "10.0.0.0/33" }, "BELFRY_TRUNK_TARGETS is “10.0.0.0/33”"],
    [{ BELFRY_TRUNK_TARGETS: "pbx.example" }, "BELFRY_TRUNK_TARGETS is “pbx.example”"],
    [{ BELFRY_MEDIA_ADDRESS: "here" }, "BELFRY_MEDIA_ADDRESS is “here”"],
    [{ BELFRY_PUBLIC_URL: "https://a.example/path" }, "BELFRY_PUBLIC_URL is"],
    [{ BELFRY_METRICS_TOKEN: "short" }, "BELFRY_METRICS_TOKEN is set to something else"],
    [{ BELFRY_VOUCH_SECRETS: "short" }, "BELFRY_VOUCH_SECRETS is set to something else"],
    [{ BELFRY_VOUCH_SECRETS: ["a", "b", "c"].map((one) => one.repeat(32)).join() }, "one or two secrets"],
    [{ BELFRY_SIGN_IN_ISSUERS: "https://login.example, login.example" }, "BELFRY_SIGN_IN_ISSUERS is"],
    [{ BELFRY_VOUCH_ISSUER: "crm" }, "BELFRY_VOUCH_SECRETS is missing"],
    [{ BELFRY_VOUCH_SECRETS: "s".repeat(32), BELFRY_VOUCH_DOMAIN: "org" }, "BELFRY_VOUCH_DOMAIN is “org”"],
    [
      {
        BELFRY_VOUCH_SECRETS: "s".repeat(32),
        BELFRY_VOUCH_DOMAIN: "example.org",
        BELFRY_PUBLIC_URL: "https://phone.badexample.org",
      },
      "which BELFRY_PUBLIC_URL does not belong to",
    ],
  ])("refuses %o", (env, sentence) => {
    const mistakes = mistakesOf(env);
    expect(mistakes).toHaveLength(1);
    expect(mistakes[0]).toContain(sentence);
  });

  it("says what is wrong with the config file itself", () => {
    expect(mistakesOf({}, "{")[0]).toContain("The config file is not JSON");
    expect(mistakesOf({}, "[]")[0]).toContain("must hold one JSON object");
    expect(mistakesOf({}, '{"BELFRY_PORT": {}}')[0]).toContain("BELFRY_PORT in the config file must be");
  });

  it("has the demonstration wallet with the demo alone", () => {
    expect(settingsOf({}).demoWallet).toBe(true);
    expect(settingsOf({ BELFRY_DEMO_WALLET: "on" }).demoWallet).toBe(true);
    expect(settingsOf({ BELFRY_DEMO_WALLET: "off" }).demoWallet).toBe(false);
    expect(settingsOf({ BELFRY_DEMO: "off" }).demoWallet).toBe(false);
    expect(settingsOf({ BELFRY_HOST: "0.0.0.0", BELFRY_TLS: "self-signed" }).demoWallet).toBe(true);
  });

  it.each([
    ["BELFRY_PUBLIC_URL", { BELFRY_PUBLIC_URL: "https://phone.example.org" }],
    ["BELFRY_TLS", { BELFRY_TLS: "files", BELFRY_TLS_CERT: "a", BELFRY_TLS_KEY: "b" }],
    ["DATABASE_URL", { DATABASE_URL: "postgresql://a:b@c/d" }],
    ["BELFRY_HOST", { BELFRY_HOST: "0.0.0.0" }],
  ])("never has the demonstration wallet together with %s as in production", (name, production) => {
    expect(settingsOf({ ...production, BELFRY_DEMO: "on" }).demoWallet).toBe(false);
    const sentences = mistakesOf({ ...production, BELFRY_DEMO: "on", BELFRY_DEMO_WALLET: "on" });
    expect(sentences).toHaveLength(1);
    expect(sentences[0]).toMatch(new RegExp(`BELFRY_DEMO_WALLET is “on” although ${name} is`));
  });

  it("has no demonstration wallet without the demo", () => {
    expect(mistakesOf({ BELFRY_DEMO: "off", BELFRY_DEMO_WALLET: "on" })[0]).toContain("although BELFRY_DEMO is “off”");
  });

  it("has the demo on by itself only where others are kept out or TLS is there for trying", () => {
    expect(settingsOf({ BELFRY_HOST: "0.0.0.0" }).demo).toBe(false);
    expect(settingsOf({ BELFRY_HOST: "0.0.0.0", BELFRY_TLS: "self-signed" }).demo).toBe(true);
    expect(settingsOf({ BELFRY_HOST: "0.0.0.0", BELFRY_DEMO: "on" }).demo).toBe(true);
    expect(settingsOf({ BELFRY_DEMO: "off" }).demo).toBe(false);
    expect(settingsOf({}).demo).toBe(true);
    const publicUrl = { BELFRY_PUBLIC_URL: "https://phone.example.org/" };
    expect(settingsOf(publicUrl).demo).toBe(false);
    expect(settingsOf({ ...publicUrl, BELFRY_DEMO: "on" }).demo).toBe(true);
  });

  it("reads its own environment back as the same settings", () => {
    const settings = settingsOf({
      BELFRY_HOST: "0.0.0.0",
      BELFRY_SIP_LISTEN: "127.0.0.1:5060,[::1]:5061",
      BELFRY_PUBLIC_URL: "https://phone.example.org/",
      BELFRY_TRUNK_TARGETS: "private,192.0.2.7",
      DATABASE_URL: "postgresql://u:p@db.example.org/belfry",
      BELFRY_VOUCH_SECRETS: `${"n".repeat(32)},${"o".repeat(32)}`,
      BELFRY_VOUCH_DOMAIN: "example.org",
      BELFRY_SIGN_IN_ISSUERS: "https://a.example/realm, https://b.example",
    });
    expect(settingsOf(toEnvironment(settings))).toEqual(settings);
  });

  it("names the origin for browsers", () => {
    expect(publicOrigin(settingsOf({}))).toBe("http://localhost:8080");
    expect(publicOrigin(settingsOf({ BELFRY_HOST: "192.0.2.7", BELFRY_TLS: "self-signed", BELFRY_PORT: "443" }))).toBe(
      "https://192.0.2.7",
    );
    expect(publicOrigin(settingsOf({ BELFRY_PUBLIC_URL: "https://phone.example.org/" }))).toBe(
      "https://phone.example.org",
    );
  });
});

describe("the description of the settings", () => {
  it("names each setting once, with a default that is itself allowed", () => {
    const names = describeSettings().map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    const defaults = describeSettings().map((setting): [string, string] => [setting.name, setting.default]);
    expect(mistakesOf(Object.fromEntries(defaults))).toEqual([]);
    for (const name of names) expect(settingsHelp()).toContain(`  ${name}\n`);
  });

  it("is what docs/guides/settings.md says (write it anew with `npm run check -- --write`)", () => {
    const guide = readFileSync(new URL("../../../docs/guides/settings.md", import.meta.url), "utf8");
    expect(guide).toBe(settingsGuide());
  });
});
