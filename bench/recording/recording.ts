import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Stack } from "../../tests/harness/stack.ts";
import { rounded } from "../quantile.ts";
import { type BenchOrganisation, makeOrganisation } from "../queue/organisation.ts";
import { cpuTime } from "../queue/processes.ts";
import type { FromParties, ToParties } from "./parties.ts";

/** The same calls with recording off and on: milliseconds of processor time for each second of each call. */
export interface Talk {
  readonly recorded: number;
  readonly switch: number;
  readonly rtpengine: number;
}

export interface RecordingResult {
  readonly calls: number;
  readonly seconds: number;
  readonly off: Talk;
  readonly on: Talk;
}

/** For announcements and beginnings to be over. Milliseconds. */
const SETTLE = 8_000;
const MEDIA_PORTS = 16;

export async function recording(calls: number, seconds: number): Promise<RecordingResult> {
  const off = await talk(calls, seconds, "off");
  return { calls, seconds, off, on: await talk(calls, seconds, "on") };
}

async function talk(calls: number, seconds: number, mode: "on" | "off"): Promise<Talk> {
  console.log(`Starting a Belfry of its own; ${calls} calls with recording ${mode} …`);
  const made = Promise.withResolvers<BenchOrganisation>();
  // Of the row of ports that a stack has, its first are taken; a recorded call holds twelve.
  if (calls * MEDIA_PORTS > 390) throw new Error(`at most ${Math.floor(390 / MEDIA_PORTS)} calls fit`);
  const stack = await Stack.start({ BELFRY_DEMO: "off" }, async (dataDir) =>
    made.resolve(await makeOrganisation(dataDir, calls + 2, mode)),
  );
  const parties = fork(fileURLToPath(new URL("parties.ts", import.meta.url)), { stdio: "inherit" });
  try {
    const { agents, number } = await made.promise;
    await ask(parties, { type: "talk", origin: stack.origin, sip: stack.sip, number, agents, calls });
    await pause(SETTLE);
    const heardBefore = await packets(parties);
    const pids = [await stack.pid("server"), await stack.pid("rtpengine")] as const;
    const [before, from] = [pids.map(cpuTime), performance.now()];
    await pause(seconds * 1000);
    const [after, to] = [pids.map(cpuTime), performance.now()];
    const callSeconds = (calls * (to - from)) / 1000;
    const heard = (await packets(parties)) - heardBefore;
    // Fifty packets a second: a bench of silence would be cheap.
    if (heard < 45 * callSeconds)
      throw new Error(`the callers heard ${heard} packets in ${callSeconds} seconds of calls`);
    const figure = (index: 0 | 1) => rounded(((after[index] ?? 0) - (before[index] ?? 0)) / callSeconds, 2);
    return { recorded: await recordingsNow(stack.origin), switch: figure(0), rtpengine: figure(1) };
  } finally {
    const gone = once(parties, "exit");
    parties.send({ type: "close" } satisfies ToParties);
    await gone;
    await stack.stop();
  }
}

async function recordingsNow(origin: string): Promise<number> {
  const text = await (await fetch(`${origin}/metrics`)).text();
  return Number(/^belfry_recordings (\d+)/m.exec(text)?.[1]);
}

async function packets(parties: ChildProcess): Promise<number> {
  const answer = await ask(parties, { type: "heard" });
  return answer.type === "heard" ? answer.packets : 0;
}

async function ask(parties: ChildProcess, message: ToParties): Promise<FromParties> {
  const answered = once(parties, "message");
  parties.send(message);
  const [answer]: FromParties[] = await answered;
  if (answer === undefined || answer.type === "failed") throw new Error(answer?.reason ?? "no answer");
  return answer;
}

export function printRecording({ calls, seconds, off, on }: RecordingResult): void {
  console.log(`${calls} calls at once for ${seconds} s; processor milliseconds for each second of a call:`);
  console.table(
    [
      ["off", off],
      ["on", on],
    ].map(([name, one]) => (typeof one === "object" ? { recording: name, ...one } : {})),
  );
  const more = (name: "switch" | "rtpengine") => rounded(on[name] - off[name], 2);
  console.log(`Recording costs the switch ${more("switch")} ms and rtpengine ${more("rtpengine")} ms for each second.`);
}
