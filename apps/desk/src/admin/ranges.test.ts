import type { ExtensionUse } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { rangesOf } from "./ranges.ts";

const use = (extension: string, change: Partial<ExtensionUse> = {}): ExtensionUse => ({
  extension,
  inPool: true,
  owner: null,
  guest: null,
  ...change,
});
const anna = { id: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0001", name: "Anna" };

describe("the pool of extensions as ranges", () => {
  it("joins what follows one another, counts what is free, and leaves out what is beside the pool", () => {
    const uses = [
      use("98"),
      use("99", { owner: anna }),
      use("100"),
      use("102"),
      use("103", { guest: anna }),
      use("104", { inPool: false, owner: anna }),
      use("0105"),
    ];
    expect(rangesOf(uses)).toEqual([
      { first: "98", last: "99", count: 2, free: 1 },
      { first: "100", last: "100", count: 1, free: 1 },
      { first: "102", last: "103", count: 2, free: 1 },
      { first: "0105", last: "0105", count: 1, free: 1 },
    ]);
  });
});
