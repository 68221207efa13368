import { once } from "node:events";
import { expect, it } from "vitest";
import { holdDataFolder } from "./instance.ts";

it("lets one Belfry at a time have a data folder, and tells the second about the first", async () => {
  const folder = `/nowhere/${process.pid}-${performance.now()}`;
  const lock = await holdDataFolder(folder, "process 7, http://localhost:1");
  await expect(holdDataFolder(folder, "")).rejects.toThrow(
    `Belfry already runs with ${folder} (process 7, http://localhost:1).`,
  );
  const other = await holdDataFolder(`${folder}-other`, "");
  other.close();
  lock.close();
  await once(lock, "close");
  (await holdDataFolder(folder, "")).close();
});
