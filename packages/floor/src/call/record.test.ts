import { describe, expect, it } from "vitest";
import type { QueueSettings } from "../settings.ts";
import { Floor, queueOf, settingsOf } from "../testing/floor.ts";

function floorThat(recording: QueueSettings["recording"], recordingAnnounced = false): Floor {
  const agents = ["anna", "bram"];
  return new Floor(settingsOf({ queues: { permits: queueOf({ recording, recordingAnnounced }) } })).ready(...agents);
}
const started = { type: "record.started", call: "c1" } as const;
const pause = { type: "agent.pauseRecording", agent: "anna" } as const;
const resume = { type: "agent.resumeRecording", agent: "anna" } as const;

const recordings = (floor: Floor) =>
  floor.effects.flatMap(({ type }) => (type.startsWith("record.") ? [type.slice(7)] : []));

describe("the recording of a call", () => {
  it("begins when agent and caller hear one another, and ends with the call", () => {
    const floor = floorThat("on").talk("c1");
    expect(floor.found("record.start")).toMatchObject([
      { call: "c1", queue: "permits", agent: "c1.1", customer: "c1-in" },
    ]);
    expect(floor.view("anna").call?.recording).toBe("waiting");
    floor.do(started);
    expect(floor.view("anna").call?.recording).toBe("on");
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(recordings(floor)).toEqual(["start", "stop"]);
    expect(floor.events("c1")).toEqual(expect.arrayContaining(["recordingStarted", "recordingEnded"]));
  });

  it("is none of whom an agent asked for advice, also after the caller has left", () => {
    const floor = floorThat("on").talk("c1").do(started);
    floor.do({ type: "agent.consult", agent: "anna", target: { kind: "agent", agent: "bram" } });
    const leg = floor.last("leg.callAgent").leg;
    floor.answered("c1", leg).bridged("c1");
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" }).bridged("c1");
    expect([floor.stateOf("anna"), floor.stateOf("bram")]).toEqual(["inCall", "inCall"]);
    expect(recordings(floor)).toEqual(["start", "pause"]);
    expect(floor.do(resume).rejection?.code).toBe("not_recorded");
    expect(floor.view("anna").call?.recording).toBeNull();
  });

  it("is none of a talk between colleagues, in whatever queue's name", () => {
    const floor = floorThat("on");
    const target = { kind: "agent", agent: "bram" } as const;
    floor.do({ type: "agent.dial", agent: "anna", call: "c1", target, queue: "permits" }).answered("c1", "c1.1");
    floor.answered("c1", "c1.2").bridged("c1");
    expect(floor.view("anna").call?.phase).toBe("talking");
    expect(recordings(floor)).toEqual([]);
  });

  it("is none of a caller who was told nothing, because it was switched on meanwhile", () => {
    const floor = floorThat("off").talk("c1");
    const on = { permits: queueOf({ recording: "on", recordingAnnounced: true }) };
    floor.do({ type: "settings.replaced", settings: settingsOf({ queues: on }) }, resume);
    expect([recordings(floor), floor.rejection?.code]).toEqual([[], "not_recorded"]);
    floor.do({ type: "agent.hangUp", agent: "anna" }, { type: "agent.finishWrapUp", agent: "anna" });
    floor.arrive("c2").do({ type: "leg.played", call: "c2", leg: "c2-in", play: floor.last("leg.play").play });
    floor.answered("c2", "c2.1").bridged("c2");
    expect(recordings(floor)).toEqual(["start"]);
  });

  it("is none where the queue has it off, and a wish for one is refused", () => {
    const floor = floorThat("off").talk("c1").do(resume);
    expect(floor.rejection?.code).toBe("not_recorded");
    expect(recordings(floor)).toEqual([]);
    expect(floor.view("anna").call?.recording).toBeNull();
  });

  it("is silent while the caller is on hold", () => {
    const floor = floorThat("on").talk("c1").do(started);
    floor.do({ type: "agent.hold", agent: "anna" });
    expect(floor.view("anna").call?.recording).toBe("waiting");
    floor.do({ type: "agent.retrieve", agent: "anna" });
    expect(recordings(floor)).toEqual(["start", "pause"]);
    floor.bridged("c1");
    expect(recordings(floor)).toEqual(["start", "pause", "resume"]);
  });

  it("is paused and resumed by the agent, also across a hold", () => {
    const floor = floorThat("on").talk("c1").do(started, pause, pause);
    expect(floor.view("anna").call?.recording).toBe("paused");
    floor.do({ type: "agent.hold", agent: "anna" }, { type: "agent.retrieve", agent: "anna" }).bridged("c1");
    expect(recordings(floor)).toEqual(["start", "pause"]);
    floor.do(resume);
    expect(recordings(floor)).toEqual(["start", "pause", "resume"]);
    expect(floor.events("c1").filter((what) => what.startsWith("recording"))).toEqual([
      "recordingStarted",
      "recordingPaused",
      "recordingResumed",
    ]);
  });

  it("on demand begins when the agent says so", () => {
    const floor = floorThat("onDemand").talk("c1");
    expect(recordings(floor)).toEqual([]);
    expect(floor.view("anna").call?.recording).toBe("ready");
    floor.do(resume, started);
    expect(recordings(floor)).toEqual(["start"]);
    floor.do(pause);
    expect(floor.view("anna").call?.recording).toBe("paused");
  });

  it("goes on with the next agent, for whom a colleague's pause does not count", () => {
    const floor = floorThat("on").talk("c1").do(started, pause);
    floor.do({ type: "agent.transfer", agent: "anna", target: { kind: "agent", agent: "bram" } });
    floor.answered("c1", floor.last("leg.callAgent").leg).bridged("c1");
    expect(floor.last("record.resume")).toMatchObject({ agent: "c1.2", customer: "c1-in" });
    expect(floor.view("bram").call?.recording).toBe("on");
  });

  it("is silent from when the queue's setting is turned off in mid-call", () => {
    const floor = floorThat("on").talk("c1").do(started);
    const queues = { permits: queueOf({ recording: "off" }) };
    floor.do({ type: "settings.replaced", settings: settingsOf({ queues }) });
    expect(recordings(floor)).toEqual(["start", "pause"]);
  });

  it("that fails is told, and leaves the call alone", () => {
    const floor = floorThat("on").talk("c1").do({ type: "record.failed", call: "c1" });
    expect(floor.view("anna").call).toMatchObject({ phase: "talking", recording: "failed" });
    expect(floor.events("c1")).toContain("recordingFailed");
    expect(floor.do(resume).rejection?.code).toBe("not_recorded");
    floor.do({ type: "agent.hangUp", agent: "anna" });
    expect(recordings(floor)).toEqual(["start"]);
    expect(floor.outcomes("c1")).toEqual(["answered"]);
  });
});

describe("that a call may be recorded", () => {
  it("is heard to the end before any agent is rung; the caller then keeps the place of their arrival", () => {
    const floor = floorThat("on", true).arrive("c1");
    expect(floor.hears("c1-in")).toBe("welcome recorded end");
    expect(floor.all("leg.callAgent")).toEqual([]);
    floor.do({ type: "leg.played", call: "c1", leg: "c1-in", play: floor.last("leg.play").play });
    expect(floor.found("leg.callAgent")).toMatchObject([{ agent: "anna" }]);
  });

  it("holds nobody up for ever when the line never says that it was heard", () => {
    const floor = floorThat("onDemand", true).arrive("c1").after(60_000, "anna", "bram");
    expect(floor.all("leg.callAgent")).toHaveLength(1);
  });

  it("is not said where nothing is recorded", () => {
    expect(floorThat("off", true).arrive("c1").hears("c1-in")).toBe("welcome music");
  });

  it("lets a caller leave during the sentence", () => {
    const floor = floorThat("on", true).arrive("c1");
    floor.do({ type: "leg.ended", call: "c1", leg: "c1-in", cause: "normal" });
    expect(floor.outcomes("c1")).toEqual(["abandoned"]);
  });
});
