import { randomUUID } from "node:crypto";
import * as schema from "../schema.ts";
import { openStore } from "../store.ts";

/** Writes rows into the embedded database of a folder, and says each on a line once it is committed. */
const store = await openStore({ dir: process.argv[2] ?? "" });
for (;;) {
  const slug = randomUUID();
  await store.asOperator((tx) =>
    tx.insert(schema.organisations).values({
      id: randomUUID(),
      slug,
      name: "O",
      country: "NL",
      language: "nl",
      timeZone: "Europe/Amsterdam",
      createdAt: 1,
    }),
  );
  process.stdout.write(`${slug}\n`);
}
