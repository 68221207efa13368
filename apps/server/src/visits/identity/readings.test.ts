import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { organisations } from "../../store/schema.ts";
import type { Store } from "../../store/store.ts";
import { testDatabases } from "../../store/testing/databases.ts";
import { Readings } from "./readings.ts";

const DAY = 24 * 3_600_000;

describe.each(testDatabases)("who was shown what is known, on $name", (database) => {
  let store: Store;
  const [organisation, other] = [randomUUID(), randomUUID()];
  const about = { name: "O", country: "NL", language: "nl" as const, timeZone: "Europe/Amsterdam", createdAt: 1 };

  beforeAll(async () => {
    store = await database.open();
    const both = [organisation, other].map((id) => ({ id, slug: id.slice(0, 30), ...about }));
    await store.asOperator((tx) => tx.insert(organisations).values(both));
  });
  afterAll(async () => {
    await store.close();
    await database.close();
  });

  it("is one entry for each person and call, in one organisation, and goes a year after the call's history", async () => {
    const readings = new Readings(store);
    const [anna, bram] = [
      { id: randomUUID(), name: "Anna" },
      { id: randomUUID(), name: "Bram" },
    ];
    await readings.note(organisation, "c1", anna, 1_000);
    await readings.note(organisation, "c1", bram, 2_000);
    await readings.note(organisation, "c1", anna, 3_000);
    await readings.note(organisation, "c2", anna, 4_000);
    expect(await readings.of(organisation, "c1")).toEqual([
      { person: bram.id, name: "Bram", at: 2_000, lastAt: 2_000 },
      { person: anna.id, name: "Anna", at: 1_000, lastAt: 3_000 },
    ]);
    expect(await readings.of(other, "c1")).toEqual([]);
    await readings.forget(organisation, 90, 455 * DAY + 2_000);
    expect(await readings.of(organisation, "c1")).toHaveLength(2);
    await readings.forget(organisation, 90, 455 * DAY + 2_001);
    expect((await readings.of(organisation, "c1")).map(({ name }) => name)).toEqual(["Anna"]);
  });
});
