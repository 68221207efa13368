import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { browser, printBrowser } from "./browser.ts";
import { events, printEvents } from "./events/events.ts";
import { mixing, printMixing } from "./mixer/mixer.ts";
import { printQueue, queueAt } from "./queue/queue.ts";
import { printSurvey, survey } from "./queue/survey.ts";
import { printRecording, recording } from "./recording/recording.ts";

const HELP = `npm run bench [-- NAME] [OPTIONS]     without a name: all of them

  queue       calls through a queue to agents: SIPp as callers, WebSocket phones as agents
                --rate N      calls per second (100)
                --seconds N   how long they are made, after a warm-up of 1,000 calls (60)
  browser     from a caller's INVITE to the voice of an agent in Chromium
                --calls N     how many calls (20)
  events      from an agent's command to the state that the agent is told, through the desk's way in and a CRM's
                --agents N    how many pages are connected (2000)
                --commands N  commands per second, pauses and returns (100)
  recording   what recording costs: the same calls with sound, recording off and on
                --calls N     how many at once (20)
                --seconds N   how long they are watched (60)
  mixer       what conferences of three cost the mixer and rtpengine, and how late they make sound
                --seconds N   for 1, 10 and 50 of them (10)
  sip-parse   microseconds from bytes to a SIP message, beside two other parsers

  --json FILE   writes the figures to FILE as well`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rate: { type: "string", default: "100" },
    seconds: { type: "string" },
    calls: { type: "string", default: "20" },
    agents: { type: "string", default: "2000" },
    commands: { type: "string", default: "100" },
    json: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
const [name = "all"] = positionals;

function positive(option: "rate" | "seconds" | "calls" | "agents" | "commands", usual = ""): number {
  const given = values[option] ?? usual;
  const value = Number(given);
  if (value > 0 && Number.isFinite(value)) return value;
  console.error(`--${option} must be a number above 0, and it is ${given}.`);
  process.exit(2);
}

function write(result: object): void {
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(result, null, 2)}\n`);
}

/** A process of its own: nothing else has warmed up or filled its memory. */
async function sipParse(json: readonly string[]): Promise<void> {
  const file = fileURLToPath(new URL("sip-parse.ts", import.meta.url));
  const [code] = await once(spawn(process.execPath, [file, ...json], { stdio: "inherit" }), "exit");
  if (code !== 0) throw new Error(`the parsers' bench ended with ${code}`);
}

async function all(): Promise<void> {
  const [cpu] = cpus();
  console.log(
    `${availableParallelism()} processors (${cpu?.model ?? "unknown"}), load ${loadavg()[0]?.toFixed(1)} before.`,
  );
  await sipParse([]);
  const surveyed = await survey();
  const browsed = await browser(positive("calls"));
  const commanded = await events(positive("agents"), positive("commands"));
  const recorded = await recording(positive("calls"), positive("seconds", "60"));
  const mixed = await mixing(positive("seconds", "10"));
  printSurvey(surveyed);
  printBrowser(browsed);
  printEvents(commanded);
  printRecording(recorded);
  printMixing(mixed);
  write({ queue: surveyed, browser: browsed, events: commanded, recording: recorded, mixer: mixed });
}

const benches: Readonly<Record<string, () => Promise<void>>> = {
  all,
  queue: async () => {
    const result = await queueAt(positive("rate"), positive("seconds", "60"));
    printQueue(result);
    write(result);
  },
  browser: async () => {
    const result = await browser(positive("calls"));
    printBrowser(result);
    write(result);
  },
  events: async () => {
    const result = await events(positive("agents"), positive("commands"));
    printEvents(result);
    write(result);
  },
  recording: async () => {
    const result = await recording(positive("calls"), positive("seconds", "60"));
    printRecording(result);
    write(result);
  },
  mixer: async () => {
    const result = await mixing(positive("seconds", "10"));
    printMixing(result);
    write(result);
  },
  "sip-parse": () => sipParse(values.json === undefined ? [] : ["--json", values.json]),
};
const bench = benches[name];
if (values.help || bench === undefined) {
  console.log(HELP);
  process.exit(values.help ? 0 : 2);
}
await bench();
