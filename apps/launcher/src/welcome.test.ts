import { tmpdir } from "node:os";
import { loadSettings } from "@belfry/settings";
import { describe, expect, it } from "vitest";
import { welcome } from "./welcome.ts";

function words(environment: Readonly<Record<string, string>>): string {
  const loaded = loadSettings(environment, null);
  if (!("settings" in loaded)) throw new Error(loaded.mistakes.join("\n"));
  const { settings } = loaded;
  const dataDir = tmpdir();
  const folder = { dataDir, run: dataDir, logs: dataDir, tls: dataDir };
  return welcome({ settings, folder, origin: "http://belfry.test", total: "1 s" });
}

describe("the last words of a start", () => {
  it("tell that plain HTTP gives no microphone on other machines, where others may come", () => {
    expect(words({ BELFRY_HOST: "0.0.0.0" })).toContain("On other machines it has no microphone");
  });

  it.each([
    ["on this machine alone", {}],
    ["with a certificate", { BELFRY_HOST: "0.0.0.0", BELFRY_TLS: "self-signed" }],
    ["behind a proxy", { BELFRY_HOST: "0.0.0.0", BELFRY_PUBLIC_URL: "https://belfry.example" }],
  ])("say nothing of it %s", (_, environment) => {
    expect(words(environment)).not.toContain("microphone:");
  });
});
