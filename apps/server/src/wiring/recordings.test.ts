import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openRecordings } from "./recordings.ts";

describe("an organisation's recordings", () => {
  it("are read one at a time, and turned away when many wait already", async () => {
    const folder = await mkdtemp(join(tmpdir(), "belfry-recordings-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    let running = 0;
    let most = 0;
    const begin = Promise.withResolvers<void>();
    const recordings = await openRecordings(folder, async (_source, target) => {
      running += 1;
      most = Math.max(most, running);
      await begin.promise;
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, "");
      running -= 1;
    });
    const saves = Array.from({ length: 14 }, (_, index) =>
      recordings
        .save(`organisation-${index}`, "nl", "welcome", Buffer.from("sound"))
        .then(() => "saved")
        .catch(({ code }: { code: string }) => code),
    );
    // Those that are turned away are so at once; the others wait for the first.
    const refused = await Promise.any(saves);
    expect(refused).toBe("too_many_requests");
    begin.resolve();
    const all = await Promise.all(saves);
    expect(all.filter((outcome) => outcome === "saved")).toHaveLength(11);
    expect(all.filter((outcome) => outcome === "too_many_requests")).toHaveLength(3);
    expect(most).toBe(1);
  });
});
