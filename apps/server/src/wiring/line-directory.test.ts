import { describe, expect, it } from "vitest";
import { openDirectory } from "../directory/open-directory.ts";
import { seedDemo } from "../directory/seed-demo.ts";
import { openStore } from "../store/store.ts";
import { lineDirectory } from "./line-directory.ts";

describe("the line's view of the directory", () => {
  it("finds a number only through a trunk of the organisation that owns it", async () => {
    const store = await openStore({ dir: null });
    try {
      const now = Date.parse("2026-03-02T10:00:00Z");
      const room = await openDirectory(store, {
        encryptionKey: Buffer.alloc(32, 7).toString("base64url"),
        sessions: { idle: 1000, lifetime: 1000 },
        now,
      });
      await seedDemo(room, now);
      const other = await room.organisations.create(
        {
          slug: "other",
          name: "Other",
          country: "BE",
          language: "nl",
          timeZone: "Europe/Brussels",
          admin: { name: "Admin", login: "admin", password: "a long password" },
        },
        { now },
      );
      const foreign = await room.trunks.create(other.id, {
        name: "Carrier",
        addresses: ["127.0.0.1"],
        digest: null,
        outbound: null,
      });
      const addressOf = (host: string) => (host === "carrier.example" ? "203.0.113.9" : null);
      const line = lineDirectory(room.directory, () => null, { addressOf });
      const demo = room.directory.organisationBySlug("demo")?.organisation.id ?? "";
      const own = room.directory.trunks().find(({ organisation }) => organisation === demo)?.id ?? "";

      expect(line.inbound("020 123 0001", [own])).toEqual({ organisation: demo, e164: "+31201230001" });
      expect(line.inbound("+31201230001", [foreign.id, own])).toEqual({ organisation: demo, e164: "+31201230001" });
      expect(line.inbound("+31201230001", [foreign.id])).toBeNull();
      expect(line.inbound("+31201230001", [])).toBeNull();
      expect(line.inbound("+31209999999", [own])).toBeNull();
      expect(line.target(demo, "3001")).toMatchObject({ kind: "agent" });
      expect(line.target(other.id, "3001")?.kind).not.toBe("agent");
      expect(line.target(demo, "0612345678")).toEqual({ kind: "number", number: "+31612345678" });
      expect(line.outboundTrunk(demo)).toBeNull();
      const outbound = { port: 5060, transport: "udp", user: null, callerId: null } as const;
      const named = { name: "Out", addresses: [], digest: null };
      const out = await room.trunks.create(demo, { ...named, outbound: { ...outbound, host: "carrier.example" } });
      expect(line.outboundTrunk(demo)).toMatchObject({ host: "carrier.example", address: "203.0.113.9" });
      await room.trunks.change(demo, out.id, { ...named, outbound: { ...outbound, host: "elsewhere.example" } });
      expect(line.outboundTrunk(demo)).toBeNull();
    } finally {
      await store.close();
    }
  });
});
