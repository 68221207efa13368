import { describe, expect, it } from "vitest";
import { FairShare } from "./fair-share.ts";

/** Takes places until there is no room; how many that were. */
function flood(share: FairShare, organisation: string): number {
  let taken = 0;
  for (; share.hasRoom(organisation); taken += 1) share.take(organisation);
  return taken;
}

describe("places that are shared", () => {
  it("are never all taken by one, however much it asks for", () => {
    const share = new FairShare(100);
    expect(flood(share, "flood")).toBe(50);
    expect(flood(share, "another flood")).toBe(25);
    expect(share.hasRoom("quiet")).toBe(true);
    expect(share.hasRoom("flood")).toBe(false);
  });

  it("are there again when they are given back", () => {
    const share = new FairShare(4);
    flood(share, "one");
    share.give("one");
    expect(share.hasRoom("one")).toBe(true);
    share.give("one");
    expect(flood(share, "one")).toBe(2);
  });
});
