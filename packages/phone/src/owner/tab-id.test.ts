import { describe, expect, it } from "vitest";
import type { OpenChannel } from "./channel.ts";
import { tabId } from "./tab-id.ts";

/** Several tabs of one browser: one channel, and a storage per tab that a duplicated tab begins with a copy of. */
function browser() {
  const listeners = new Set<(message: unknown) => void>();
  let names = 0;
  const openChannel: OpenChannel = (_name, onMessage) => {
    listeners.add(onMessage);
    return {
      post: (message) => {
        for (const listener of [...listeners]) if (listener !== onMessage) listener(message);
      },
      close: () => listeners.delete(onMessage),
    };
  };
  const open = async (stored: Map<string, string>) => {
    const id = await tabId({
      storage: { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) },
      openChannel,
      random: () => {
        names += 1;
        return `id-${names}`;
      },
      wait: () => Promise.resolve(),
    });
    return { id, stored };
  };
  return { open, closeAll: () => listeners.clear() };
}

describe("the name of a tab", () => {
  it("stays the same over a reload", async () => {
    const { open, closeAll } = browser();
    const first = await open(new Map());
    closeAll();
    expect((await open(first.stored)).id).toBe(first.id);
  });

  it("is another one in a duplicated tab, and the first keeps its own", async () => {
    const { open } = browser();
    const first = await open(new Map());
    const copy = await open(new Map(first.stored));
    expect(copy.id).not.toBe(first.id);
    expect(first.stored.get("belfry-tab")).toBe(first.id);
    expect(copy.stored.get("belfry-tab")).toBe(copy.id);
  });

  it("is another one in a new tab", async () => {
    const { open } = browser();
    expect((await open(new Map())).id).not.toBe((await open(new Map())).id);
  });
});
