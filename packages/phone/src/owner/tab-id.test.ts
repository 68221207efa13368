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

describe("the name of a page", () => {
  it("is another one after a reload, and tells which page was there before", async () => {
    const { open, closeAll } = browser();
    const first = await open(new Map());
    expect(first.id.former).toBeNull();
    closeAll();
    const again = await open(first.stored);
    expect(again.id.tab).not.toBe(first.id.tab);
    expect(again.id.former).toBe(first.id.tab);
  });

  it("has nothing before it in a duplicated tab, whose original lives", async () => {
    const { open } = browser();
    const first = await open(new Map());
    const copy = await open(new Map(first.stored));
    expect(copy.id.former).toBeNull();
    expect(copy.id.tab).not.toBe(first.id.tab);
    expect(first.stored.get("belfry-tab")).toBe(first.id.tab);
    expect(copy.stored.get("belfry-tab")).toBe(copy.id.tab);
  });

  it("is another one in a new tab", async () => {
    const { open } = browser();
    expect((await open(new Map())).id.tab).not.toBe((await open(new Map())).id.tab);
  });
});
