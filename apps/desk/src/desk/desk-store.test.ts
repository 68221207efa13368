import type { Acknowledgement, AgentCommand } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { annaView, callOf, IDS, SCENES, snapshotWith } from "../testing/scenes.ts";
import { type DeskLink, DeskStore } from "./desk-store.ts";

/** A link whose answers the test gives by hand. */
class HandLink implements DeskLink {
  readonly sent: AgentCommand[] = [];
  resyncs = 0;
  #answer: (answer: Acknowledgement) => void = () => {};
  #fail: (error: Error) => void = () => {};

  command(command: AgentCommand): Promise<Acknowledgement> {
    this.sent.push(command);
    return new Promise((resolve, reject) => {
      this.#answer = resolve;
      this.#fail = reject;
    });
  }
  resync(): void {
    this.resyncs += 1;
  }
  answer(answer: Acknowledgement): void {
    this.#answer(answer);
  }
  fail(): void {
    this.#fail(new Error("timeout"));
  }
}

function opened(now = 1000) {
  const link = new HandLink();
  const store = new DeskStore(link, () => now);
  store.connected();
  store.receiveSnapshot({ seq: 7, now: 1_500, value: snapshotWith(annaView({})) });
  return { link, store };
}

const queueOf = (store: DeskStore, id: string) => store.getState().snapshot?.queues.find((one) => one.id === id);

describe("the desk's store", () => {
  it("is live with the snapshot, and knows how far the server's clock is ahead", () => {
    const { store } = opened();
    expect(store.getState()).toMatchObject({ link: "live", seq: 7, clockOffset: 500 });
  });

  it("puts changes in place, so that nothing in a list moves", () => {
    const { store } = opened();
    const before = store.getState().snapshot?.queues.map((one) => one.id);
    const passports = queueOf(store, IDS.passports);
    if (passports === undefined) throw new Error("the scene has lost its queue");
    store.receiveChange({ seq: 8, changes: [{ part: "queue", value: { ...passports, waiting: 4 } }] });
    expect(queueOf(store, IDS.passports)?.waiting).toBe(4);
    expect(store.getState().snapshot?.queues.map((one) => one.id)).toEqual(before);
  });

  it("asks once for a fresh snapshot at a gap, and applies nothing until it has come", () => {
    const { link, store } = opened();
    const ringing = annaView({ call: callOf({}) });
    store.receiveChange({ seq: 9, changes: [{ part: "me", value: ringing }] });
    store.receiveChange({ seq: 10, changes: [{ part: "me", value: ringing }] });
    expect(link.resyncs).toBe(1);
    expect(store.getState().snapshot?.me?.call).toBeNull();
    store.receiveSnapshot({ seq: 10, now: 1_500, value: snapshotWith(ringing) });
    expect(store.getState().snapshot?.me?.call?.id).toBe("call-1");
    store.receiveChange({ seq: 11, changes: [{ part: "me", value: annaView({}) }] });
    expect(store.getState().snapshot?.me?.call).toBeNull();
  });

  it("keeps the last picture while the connection is lost, and takes no change from before the new snapshot", () => {
    const { store } = opened();
    store.lost();
    expect(store.getState()).toMatchObject({ link: "lost", snapshot: { me: { name: "Anna de Vries" } } });
    store.connected();
    store.receiveChange({ seq: 8, changes: [{ part: "me", value: annaView({ call: callOf({}) }) }] });
    expect(store.getState().link).toBe("lost");
    expect(store.getState().snapshot?.me?.call).toBeNull();
    store.receiveSnapshot({ seq: 1, now: 2_000, value: snapshotWith(annaView({})) });
    expect(store.getState()).toMatchObject({ link: "live", seq: 1 });
  });

  it("remembers a call that was gone when the connection came back, until the agent does something", async () => {
    const { link, store } = opened();
    const away = (after: ReturnType<typeof annaView>) => {
      store.receiveSnapshot({ seq: 20, now: 2_000, value: snapshotWith(SCENES.talking()) });
      store.lost();
      store.connected();
      store.receiveSnapshot({ seq: 1, now: 2_000, value: snapshotWith(after) });
      return store.getState().endedAway?.id ?? null;
    };
    expect(away(SCENES.talking())).toBeNull();
    expect(away(SCENES.wrapUp())).toBeNull();
    expect(away(annaView({}))).toBe("call-1");
    store.receiveChange({ seq: 2, changes: [{ part: "me", value: SCENES.noAnswer() }] });
    expect(store.getState().endedAway?.id).toBe("call-1");
    const command = store.command("state", { type: "available" });
    link.answer({ ok: true });
    await command;
    expect(store.getState().endedAway).toBeNull();
  });

  it("shows a refusal where it happened until the command is tried again", async () => {
    const { link, store } = opened();
    const first = store.command("transfer", { type: "hold" });
    expect(store.getState().busy.transfer).toBe("hold");
    link.answer({ ok: false, error: { code: "target_not_available", params: { name: "Bram" } } });
    expect(await first).toBe(false);
    expect(store.getState().failures.transfer).toEqual({
      code: "target_not_available",
      params: { name: "Bram" },
      fields: [],
    });
    const second = store.command("transfer", { type: "hold" });
    expect(store.getState().failures.transfer).toBeUndefined();
    link.answer({ ok: true });
    expect(await second).toBe(true);
    expect(store.getState().busy).toEqual({});
  });

  it("takes a refusal away when the situation it was about has changed", async () => {
    const { link, store } = opened();
    const command = store.command("state", { type: "available" });
    link.answer({ ok: false, error: { code: "device_not_ready", params: { problem: "audioLocked" } } });
    await command;
    store.receiveChange({ seq: 8, changes: [{ part: "me", value: annaView({ name: "Anna" }) }] });
    expect(store.getState().failures.state?.code).toBe("device_not_ready");
    store.receiveChange({ seq: 9, changes: [{ part: "me", value: annaView({ call: callOf({}) }) }] });
    expect(store.getState().failures.state).toBeUndefined();
  });

  it("says that the network failed when no acknowledgement comes", async () => {
    const { link, store } = opened();
    const command = store.command("call", { type: "hangUp" });
    link.fail();
    expect(await command).toBe(false);
    expect(store.getState().failures.call?.code).toBe("network");
  });

  it("stays ended once the session has ended", () => {
    const { store } = opened();
    store.ended("session_ended");
    store.lost();
    store.receiveSnapshot({ seq: 1, now: 0, value: snapshotWith(null) });
    expect(store.getState()).toMatchObject({ link: "ended", endedWith: "session_ended" });
  });

  it("tells its listeners of every change, and none after they have gone", () => {
    const { store } = opened();
    let told = 0;
    const stop = store.subscribe(() => {
      told += 1;
    });
    store.lost();
    stop();
    store.ended("session_ended");
    expect(told).toBe(1);
  });

  it("remembers which offer was declined here, before the server has answered, and forgets it when that is refused", async () => {
    const { link, store } = opened();
    store.receiveChange({ seq: 8, changes: [{ part: "me", value: SCENES.offered() }] });
    const first = store.command("call", { type: "decline" });
    expect(store.getState().declined).toBe("call-1.2");
    link.answer({ ok: false, error: { code: "no_call", params: {} } });
    await first;
    expect(store.getState().declined).toBeNull();
  });

  it("keeps why the server took no connection until it takes one", () => {
    const { store } = opened();
    const refused = { code: "too_many_windows", params: { count: "20" }, fields: [] } as const;
    store.lost(refused);
    expect(store.getState()).toMatchObject({ link: "lost", refused });
    store.receiveSnapshot({ seq: 1, now: 0, value: snapshotWith(annaView({})) });
    expect(store.getState()).toMatchObject({ link: "live", refused: null });
  });
});
