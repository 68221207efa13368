import { pino } from "pino";
import { describe, expect, it } from "vitest";
import { CallRecording } from "./call-recording.ts";
import { MediaCall } from "./media/media-call.ts";

const OFFER = ["v=0", "m=audio 4000 RTP/AVP 8", "m=audio 4002 RTP/AVP 8", ""].join("\r\n");
const EARS = { agent: 5000, customer: 5002 };
const start = { type: "record.start", call: "c1", queue: null, agent: "a", customer: "b" } as const;
const pause = { type: "record.pause", call: "c1" } as const;
const resume = (agent: string) => ({ type: "record.resume", call: "c1", agent, customer: "b" }) as const;
const stop = { type: "record.stop", call: "c1" } as const;

/** A recorder and an rtpengine that write down, in one list, what is asked of them. */
async function scene({ fails = null }: { fails?: "begin" | "subscribe answer" | null } = {}) {
  const log: string[] = [];
  const told: string[] = [];
  let begun: () => void = () => {};
  const hold = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const media = new MediaCall("c1", {
    request: async (command, fields) => {
      if (command === "subscribe answer")
        log.push(`ears ${/m=audio (\d+).*m=audio (\d+)/s.exec(String(fields["sdp"]))?.slice(1)}`);
      else if (/subscribe/.test(command)) log.push(`${command} ${fields["from-tags"] ?? fields["to-tag"]}`);
      if (command === fails) return { ok: false, failure: { kind: "refused", reason: "no" } };
      return { ok: true, reply: { sdp: OFFER, "to-tag": "s1" } };
    },
  });
  for (const leg of ["a", "a2", "b"]) await media.offerLeg(leg, "rtp", null);
  let broken: (reason: string) => void = () => {};
  const recording = new CallRecording({
    organisation: "o1",
    call: "c1",
    media,
    recorder: {
      begin: async (_organisation, _call, _queue, onBroken) => {
        broken = onBroken;
        await hold;
        if (fails === "begin") throw new Error("the disk is full");
        return EARS;
      },
      gate: (_call, from) => log.push(from === null ? "shut" : `open ${from.agent},${from.customer}`),
      end: () => log.push("end"),
    },
    log: pino({ level: "silent" }),
    tell: (what) => told.push(what),
  });
  const settled = async () => {
    begun();
    // The media does one thing after the other: what is asked last is done last.
    for (let turn = 0; turn < 5; turn += 1) {
      await media.stop("b");
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { recording, log, told, settled, breakOff: () => broken("the disk is full") };
}

describe("the recording of a call at the line", () => {
  it("hears the agent on one port and the caller on the other, and keeps it only then", async () => {
    const { recording, log, told, settled } = await scene();
    recording.perform(start);
    await settled();
    expect([log, told]).toEqual([["subscribe request a,b", "ears 5000,5002", "open 4000,4002"], ["record.started"]]);
    recording.perform(stop);
    recording.perform(stop);
    await settled();
    expect(log.slice(3)).toEqual(["end", "unsubscribe s1"]);
  });

  it("is shut at once by a pause, and opened again without a word to rtpengine", async () => {
    const { recording, log, settled } = await scene();
    recording.perform(start);
    await settled();
    recording.perform(pause);
    expect(log.slice(3)).toEqual(["shut"]);
    recording.perform(resume("a"));
    await settled();
    expect(log.slice(3)).toEqual(["shut", "shut", "open 4000,4002"]);
  });

  it("stays shut when the pause comes before it has begun", async () => {
    const { recording, log, told, settled } = await scene();
    recording.perform(start);
    recording.perform(pause);
    await settled();
    expect([log, told]).toEqual([[], ["record.started"]]);
  });

  it("hears another agent by another subscription, never by two at once", async () => {
    const { recording, log, settled } = await scene();
    recording.perform(start);
    await settled();
    recording.perform(resume("a2"));
    recording.perform(resume("a"));
    recording.perform(resume("a2"));
    await settled();
    expect(log.slice(3)).toEqual([
      ...["shut", "shut", "shut"],
      "unsubscribe s1",
      "subscribe request a2,b",
      "ears 5000,5002",
      ...["open 4000,4002", "open 4000,4002", "open 4000,4002"],
    ]);
  });

  it.each(["begin", "subscribe answer"] as const)("tells once that it failed: %s", async (fails) => {
    const { recording, log, told, settled } = await scene({ fails });
    recording.perform(start);
    await settled();
    expect(told).toEqual(["record.failed"]);
    expect(log.join()).not.toContain("open");
    recording.perform(stop);
    expect(told).toEqual(["record.failed"]);
  });

  it("tells that it broke off, once", async () => {
    const { recording, told, settled, breakOff } = await scene();
    recording.perform(start);
    await settled();
    breakOff();
    breakOff();
    expect(told).toEqual(["record.started", "record.failed"]);
  });

  it("of a call that is over before it began is ended when it begins", async () => {
    const { recording, log, told, settled } = await scene();
    recording.perform(start);
    recording.perform(stop);
    await settled();
    expect([log, told]).toEqual([["end"], []]);
  });
});
