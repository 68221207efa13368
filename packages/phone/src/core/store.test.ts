import { describe, expect, it } from "vitest";
import { Store } from "./store.ts";

describe("the store", () => {
  it("keeps the identity of what did not change, so that a page draws only what did", () => {
    const store = new Store({ call: { id: 1, tags: ["a"] }, level: 0 });
    const { call } = store.get();
    store.set({ call: { id: 1, tags: ["a"] }, level: 1 });
    expect(store.get().call).toBe(call);
    store.set({ call: { id: 1, tags: ["b"] } });
    expect(store.get().call).not.toBe(call);
  });

  it("tells its listeners of changes, and of nothing else", () => {
    const store = new Store<{ name: string | null }>({ name: "a" });
    let told = 0;
    const stop = store.subscribe(() => {
      told += 1;
    });
    const before = store.get();
    store.set({ name: "a" });
    expect(store.get()).toBe(before);
    store.set({ name: null });
    stop();
    store.set({ name: "b" });
    expect(told).toBe(1);
  });
});
