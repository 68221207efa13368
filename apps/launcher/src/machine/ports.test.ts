import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import { loadSettings, type Settings } from "@belfry/settings";
import { describe, expect, it } from "vitest";
import { freePort } from "../testing/workshop.ts";
import { requirePorts } from "./ports.ts";

/** Below what the kernel gives out by itself, and another one for every run, so that runs side by side do not meet. */
const INTERNAL = 11_000 + (process.pid % 400) * 10;

function settings(env: Record<string, string>): Settings {
  const loaded = loadSettings({ BELFRY_INTERNAL_PORT: String(INTERNAL), ...env }, null);
  if ("mistakes" in loaded) throw new Error(loaded.mistakes.join("\n"));
  return loaded.settings;
}

describe("requirePorts", () => {
  it("is content with free ports, and leaves them free", async () => {
    const [port, sip] = [await freePort(), await freePort()];
    const wanted = settings({ BELFRY_PORT: String(port), BELFRY_SIP_LISTEN: `127.0.0.1:${sip}` });
    await requirePorts(wanted);
    await requirePorts(wanted);
  });

  it("names every taken port, who has it, and the setting that changes it", async () => {
    const tcp = createServer().listen(0, "127.0.0.1");
    await once(tcp, "listening");
    const address = tcp.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const udp = createSocket("udp4").bind(0, "127.0.0.1");
    await once(udp, "listening");
    const sip = udp.address().port;
    const refused = requirePorts(settings({ BELFRY_PORT: String(port), BELFRY_SIP_LISTEN: `127.0.0.1:${sip}` }));
    await expect(refused).rejects.toThrow(
      new RegExp(
        `^Port ${port} \\(TCP\\) on 127\\.0\\.0\\.1 is taken by .* \\(process ${process.pid}\\)\\. .* with BELFRY_PORT\\.\\n` +
          `Port ${sip} \\(UDP\\) on 127\\.0\\.0\\.1 is taken by .*BELFRY_SIP_LISTEN\\.$`,
      ),
    );
    tcp.close();
    udp.close();
  });

  it("says when an address is not of this machine", async () => {
    const port = String(await freePort());
    const refused = requirePorts(settings({ BELFRY_PORT: port, BELFRY_SIP_LISTEN: "203.0.113.1:5060" }));
    await expect(refused).rejects.toThrow(/203\.0\.113\.1 is no address of this machine \(it has .*127\.0\.0\.1/);
  });
});
