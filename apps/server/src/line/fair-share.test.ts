import { describe, expect, it } from "vitest";
import { FairShare } from "./fair-share.ts";

/** Takes places until there is no room; how many that were. */
function flood(share: FairShare, organisation: string, alone = false): number {
  let taken = 0;
  for (; share.hasRoom(organisation, alone); taken += 1) share.take(organisation);
  return taken;
}

describe("places that are shared", () => {
  it("are never all taken by one, however much it asks for", () => {
    const share = new FairShare(100);
    expect(flood(share, "flood")).toBe(50);
    expect(flood(share, "another flood")).toBe(25);
    expect(share.hasRoom("quiet", false)).toBe(true);
    expect(share.hasRoom("flood", false)).toBe(false);
  });

  it("are all for an organisation that is alone", () => {
    expect(flood(new FairShare(100), "city", true)).toBe(100);
  });

  it("are there again when they are given back", () => {
    const share = new FairShare(4);
    flood(share, "one");
    share.give("one");
    expect(share.hasRoom("one", false)).toBe(true);
    share.give("one");
    expect(flood(share, "one")).toBe(2);
  });
});
