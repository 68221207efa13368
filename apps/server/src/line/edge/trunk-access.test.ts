import { describe, expect, it } from "vitest";
import { edgeTrunks } from "./trunk-access.ts";

describe("trunks for the edge", () => {
  it("puts the narrowest block first, whatever order they come in", () => {
    const { addressFile, ids } = edgeTrunks([
      { id: "wide", addresses: ["203.0.113.0/24"], digest: null },
      { id: "narrow", addresses: ["203.0.113.7", "2001:db8::/32"], digest: null },
    ]);
    expect(addressFile.trim().split("\n")).toEqual([
      "1 203.0.113.7 32 0 203.0.113.7/32",
      "9 203.0.113.0 24 0 203.0.113.0/24",
      "97 [2001:db8::] 32 0 2001:db8::/32",
    ]);
    expect(ids.get("address:203.0.113.7/32")).toEqual(["wide", "narrow"]);
  });

  it("lets organisations share a carrier's addresses", () => {
    const { ids, addressFile } = edgeTrunks([
      { id: "one", addresses: ["203.0.113.7"], digest: null },
      { id: "two", addresses: ["203.0.113.7/32"], digest: null },
    ]);
    expect(ids.get("address:203.0.113.7/32")).toEqual(["one", "two"]);
    expect(addressFile.trim().split("\n")).toHaveLength(1);
  });

  it("lets nobody take another organisation's calls away by naming a part of its carrier's addresses", () => {
    const { ids } = edgeTrunks([
      { id: "victim", addresses: ["203.0.113.0/24", "2001:db8::/32"], digest: null },
      { id: "part", addresses: ["203.0.113.7", "2001:DB8:0:0::1"], digest: null },
      { id: "written otherwise", addresses: ["203.0.113.99/24"], digest: null },
      { id: "elsewhere", addresses: ["198.51.100.7"], digest: null },
    ]);
    expect(ids.get("address:203.0.113.7/32")).toEqual(["victim", "part", "written otherwise"]);
    expect(ids.get("address:203.0.113.0/24")).toEqual(["victim", "written otherwise"]);
    expect(ids.get("address:203.0.113.99/24")).toEqual(["victim", "written otherwise"]);
    expect(ids.get("address:2001:db8:0:0::1/128")).toEqual(["victim", "part"]);
    expect(ids.get("address:198.51.100.7/32")).toEqual(["elsewhere"]);
  });

  it("reads IPv6 in every spelling", () => {
    const { ids } = edgeTrunks([
      { id: "wide", addresses: ["2001:db8::/33", "::ffff:203.0.113.0/120"], digest: null },
      { id: "low", addresses: ["2001:DB8:7FFF:0:0:0:0:1", "::ffff:cb00:7109"], digest: null },
      { id: "high", addresses: ["2001:db8:8000::", "::203.0.113.9", "::"], digest: null },
    ]);
    expect(ids.get("address:2001:db8:7fff:0:0:0:0:1/128")).toEqual(["wide", "low"]);
    expect(ids.get("address:::ffff:cb00:7109/128")).toEqual(["wide", "low"]);
    for (const alone of ["2001:db8:8000::", "::203.0.113.9", "::"]) {
      expect(ids.get(`address:${alone}/128`)).toEqual(["high"]);
    }
  });

  it("is quick about as many blocks as organisations can name, however they lie", () => {
    const addresses = (id: number) =>
      Array.from({ length: 100 }, (_, index) => `10.${id}.${index}.0/${index % 2 === 0 ? 17 + (index % 14) : 32}`);
    const trunks = Array.from({ length: 200 }, (_, id) => ({ id: `${id}`, addresses: addresses(id), digest: null }));
    const before = performance.now();
    expect(edgeTrunks(trunks).ids.size).toBe(20_000);
    // Comparing each with each would take many seconds.
    expect(performance.now() - before).toBeLessThan(3000);
  });

  it("keeps passwords to itself: the edge gets HA1", () => {
    const { digests } = edgeTrunks([
      { id: "t", addresses: [], digest: { user: "carrier", password: "secret secret" } },
    ]);
    // md5("carrier:belfry.invalid:secret secret")
    expect(digests.get("carrier")).toMatch(/^[0-9a-f]{32}$/);
    expect(JSON.stringify([...digests])).not.toContain("secret");
  });

  it("leaves out what cannot be used, and says so", () => {
    const { problems, ids } = edgeTrunks([
      {
        id: "a",
        addresses: ["203.0.113.300", "10.0.0.0/33", "host.example", "1.2.3.4/", "::1/8/8", "0.0.0.0/0"],
        digest: null,
      },
      { id: "b", addresses: [], digest: { user: "same", password: "x" } },
      { id: "c", addresses: [], digest: { user: "same", password: "y" } },
      { id: "d", addresses: [], digest: { user: 'in"jection', password: "z" } },
    ]);
    expect(problems).toHaveLength(8);
    expect([...ids.keys()]).toEqual(["digest:same"]);
  });
});
