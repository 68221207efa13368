import { availableParallelism, loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { CallMix } from "../../apps/server/src/line/call-mix.ts";
import { MediaCall } from "../../apps/server/src/line/media/media-call.ts";
import type { MediaResult } from "../../apps/server/src/line/media/media-result.ts";
import { Mixer } from "../../apps/server/src/line/mixer/mixer.ts";
import { createNgClient, type NgClient } from "../../apps/server/src/line/rtpengine/ng-client.ts";
import { Daemons, daemonPorts } from "../../apps/server/src/line/testing/daemons.ts";
import { createLog } from "../../apps/server/src/log.ts";
import { quantile, rounded } from "../quantile.ts";
import { cpuTime } from "../queue/processes.ts";
import { Party, speak } from "./party.ts";

export interface MixerRow {
  /** Each of three who hear one another; 0: one call of two who are bridged. */
  readonly conferences: number;
  /** Per cent of one processor for each conference, or for the call. */
  readonly mixerCpu: number;
  readonly rtpengineCpu: number;
  /** From the sending of a packet until another party has it, rtpengine twice on the way. */
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly beats: number;
  readonly lateBeats: number;
}

export interface MixerResult {
  readonly processors: number;
  readonly loadBefore: number;
  readonly seconds: number;
  readonly rows: readonly MixerRow[];
}

const LEGS = ["a", "b", "c"] as const;
const SIZES = [0, 1, 10, 50];
/** A loud packet every so many: 700 ms, for no multiple of the mixer's second. */
const LOUD_EVERY = 35;
const log = createLog("silent", { write: () => {} });

function value<T>(result: MediaResult<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.failure));
  return result.value;
}

interface Scene {
  readonly parties: readonly Party[];
  end(): Promise<void>;
}

/** What mixing costs and how late it makes sound, for more and more conferences at once. */
export async function mixing(seconds: number): Promise<MixerResult> {
  const [loadBefore = 0] = loadavg();
  const ports = await daemonPorts();
  const daemons = new Daemons(ports);
  const { pid = 0 } = (await daemons.startRtpengine()).process;
  const ng = createNgClient({ port: ports.internalPort + 3, log, onLost: () => {} });
  const mixer = new Mixer({ log });
  try {
    const rows: MixerRow[] = [];
    for (const size of SIZES) rows.push(await measure(size, seconds, { ng, mixer, rtpengine: pid }));
    return { processors: availableParallelism(), loadBefore: rounded(loadBefore), seconds, rows };
  } finally {
    await mixer.close();
    ng.close();
    await daemons.close();
  }
}

export function printMixing({ rows, seconds, processors, loadBefore }: MixerResult): void {
  console.log(`Conferences of three, ${seconds} s each; ${processors} processors, load ${loadBefore} before.`);
  console.table(
    rows.map(({ conferences, latencyMs, mixerCpu, rtpengineCpu, lateBeats, beats }) => ({
      conferences: conferences === 0 ? "none: two bridged" : conferences,
      "mixer, % of a processor each": mixerCpu,
      "rtpengine, % each": rtpengineCpu,
      "latency p50 / p99, ms": `${latencyMs.p50} / ${latencyMs.p99}`,
      "late beats": `${lateBeats} of ${beats}`,
    })),
  );
}

async function measure(
  size: number,
  seconds: number,
  { ng, mixer, rtpengine }: { readonly ng: NgClient; readonly mixer: Mixer; readonly rtpengine: number },
): Promise<MixerRow> {
  const scenes: Scene[] = [];
  for (let index = 0; index < Math.max(1, size); index += 1) {
    scenes.push(await (size === 0 ? bridge(ng) : conference(`bench-${size}-${index}`, ng, mixer)));
  }
  const perScene = scenes[0]?.parties.length ?? 1;
  const latencies: number[] = [];
  let counts = false;
  const loudAt = scenes.map(() => 0);
  for (const [index, { parties }] of scenes.entries()) {
    const listener = parties[1];
    if (listener !== undefined)
      listener.onLoud = () => {
        if (counts) latencies.push(performance.now() - (loudAt[index] ?? 0));
      };
  }
  const stop = speak(
    scenes.flatMap(({ parties }) => parties),
    (party, turn) => {
      const scene = Math.floor(party / perScene);
      const isLoud = party % perScene === 0 && (turn + scene) % LOUD_EVERY === 0;
      if (isLoud) loudAt[scene] = performance.now();
      return isLoud;
    },
  );
  // Until every buffer has found its depth.
  await pause(3000);
  const before = await account(mixer, rtpengine);
  counts = true;
  await pause(seconds * 1000);
  counts = false;
  const after = await account(mixer, rtpengine);
  stop();
  for (const scene of scenes) await scene.end();
  const took = after.at - before.at;
  const each = (milliseconds: number) => rounded((100 * milliseconds) / took / Math.max(1, size), 2);
  return {
    conferences: size,
    mixerCpu: each(after.mixer - before.mixer),
    rtpengineCpu: each(after.rtpengine - before.rtpengine),
    latencyMs: { p50: rounded(quantile(latencies, 0.5)), p99: rounded(quantile(latencies, 0.99)) },
    beats: size === 0 ? 0 : Math.round(took / 20),
    lateBeats: after.late - before.late,
  };
}

/** Milliseconds of processor time until now. The mixer tells its own once a second, so it is waited for. */
async function account(mixer: Mixer, rtpengine: number) {
  const { cpu } = mixer.figures;
  while (mixer.figures.conferences > 0 && mixer.figures.cpu === cpu) await pause(5);
  const { cpu: used, lateBeats } = mixer.figures;
  return { at: performance.now(), mixer: used, late: lateBeats, rtpengine: cpuTime(rtpengine) };
}

async function call(id: string, ng: NgClient, legs: readonly string[]) {
  const media = new MediaCall(id, ng);
  const parties: Party[] = [];
  for (const leg of legs) {
    const party = await Party.open(parties.length + 1);
    await party.connect(value(await media.offerLeg(leg, "rtp", null)));
    value(await media.legAnswered(leg, party.sdp()));
    parties.push(party);
  }
  return { media, parties };
}

async function bridge(ng: NgClient): Promise<Scene> {
  const { media, parties } = await call("bench-bridge", ng, ["a", "b"]);
  value(await media.bridge("a", "b"));
  return {
    parties,
    async end() {
      await media.release();
      for (const party of parties) party.close();
    },
  };
}

async function conference(id: string, ng: NgClient, mixer: Mixer): Promise<Scene> {
  const { media, parties } = await call(id, ng, LEGS);
  const mix = await new Promise<CallMix>((resolve, reject) => {
    const made = new CallMix({
      media,
      mixer,
      log,
      isUp: () => true,
      tell: (what) => (what === "call.mixed" ? resolve(made) : reject(new Error("it could not be mixed"))),
    });
    const ears = LEGS.map((leg) => ({ leg, hears: LEGS.filter((other) => other !== leg) }));
    made.perform({ type: "call.mix", call: id, mix: 1, ears });
  });
  return {
    parties,
    async end() {
      mix.end();
      await media.release();
      for (const party of parties) party.close();
    },
  };
}
