import { describe, expect, it, onTestFinished } from "vitest";
import { Broadcast } from "./broadcast.ts";

function open() {
  let ready = Promise.withResolvers<void>();
  const broadcast = new Broadcast<number>(() => ready.resolve());
  onTestFinished(() => broadcast.close());
  const nextReady = async () => {
    await ready.promise;
    ready = Promise.withResolvers();
  };
  return { broadcast, nextReady };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const pages = (count: number) => Array.from({ length: count }, (_, index) => index);

describe("a broadcast", () => {
  it("tells a handful at once, as often as they like", () => {
    const { broadcast } = open();
    const told: number[] = [];
    for (let round = 0; round < 100; round++) {
      expect(broadcast.ready).toBe(true);
      broadcast.start(pages(3), 200, (page) => told.push(page));
    }
    expect(told).toHaveLength(300);
  });

  it("tells many in several turns, each of them once, and says when it is ready again", async () => {
    const { broadcast, nextReady } = open();
    const told: number[] = [];
    broadcast.start(pages(500), 200, (page) => told.push(page));
    expect(told.length).toBeLessThan(100);
    expect(broadcast.ready).toBe(false);
    await nextReady();
    expect(told).toEqual(pages(500));
    expect(broadcast.ready).toBe(true);
  });

  it("leaves out who needs it no more", async () => {
    const { broadcast, nextReady } = open();
    const told: number[] = [];
    broadcast.start(pages(200), 200, (page) => told.push(page));
    broadcast.skip(150);
    await nextReady();
    expect(told).toHaveLength(199);
    expect(told).not.toContain(150);
  });

  it("waits after a message that cost more than was in hand", async () => {
    const { broadcast, nextReady } = open();
    let told = 0;
    // 420 messages are 100 ms more than the two seconds in hand.
    broadcast.start(pages(420), 1, () => told++);
    while (told < 420) await turn();
    expect(broadcast.ready).toBe(false);
    await nextReady();
    expect(broadcast.ready).toBe(true);
  });

  it("says nothing more once it is closed", async () => {
    const { broadcast } = open();
    let told = 0;
    broadcast.start(pages(200), 1, () => told++);
    const before = told;
    broadcast.close();
    await turn();
    await turn();
    expect(told).toBe(before);
  });
});
