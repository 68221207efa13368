import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { printQueue, queueAt } from "./queue/queue.ts";

const HELP = `npm run bench [-- NAME] [OPTIONS]     without a name: all of them

  queue       calls through a queue to agents: SIPp as callers, WebSocket phones as agents
                --rate N      calls per second (100)
                --seconds N   how long they are made, after a warm-up of 1,000 calls (60)
  sip-parse   microseconds from bytes to a SIP message, beside two other parsers

  --json FILE   writes the figures to FILE as well`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: "string", default: "100" },
    seconds: { type: "string", default: "60" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const [name = "all"] = positionals;

function positive(option: "rate" | "seconds"): number {
  const value = Number(values[option]);
  if (value > 0 && Number.isFinite(value)) return value;
  console.error(`--${option} must be a number above 0, and it is ${values[option]}.`);
  process.exit(2);
}

/** A process of its own: nothing else has warmed up or filled its memory. */
async function sipParse(): Promise<void> {
  const file = fileURLToPath(new URL("sip-parse.ts", import.meta.url));
  const json = values.json === undefined ? [] : ["--json", values.json];
  const [code] = await once(spawn(process.execPath, [file, ...json], { stdio: "inherit" }), "exit");
  if (code !== 0) throw new Error(`the parsers' bench ended with ${code}`);
}

async function queue(): Promise<void> {
  const result = await queueAt(positive("rate"), positive("seconds"));
  printQueue(result);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
}

const benches: Readonly<Record<string, () => Promise<void>>> = { queue, "sip-parse": sipParse };
const bench = benches[name];
if (values.help || bench === undefined) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
await bench();
