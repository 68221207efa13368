import { existsSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { openRecordings, type Recordings } from "./recordings.ts";

let folder: string;
let recordings: Recordings;
const made: string[] = [];

/** Stands for ffmpeg, which has tests of its own. */
async function convert(source: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  await copyFile(source, target);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-recordings-"));
  made.push(folder);
  recordings = await openRecordings(folder, convert, readFile);
});
afterAll(async () => {
  for (const one of made) await rm(one, { recursive: true, force: true });
});

describe("An organisation's own recordings", () => {
  it("are found from the moment that they are saved, and by the next process", async () => {
    expect(recordings.find("city", "nl", "welcome")).toBeNull();
    await recordings.save("city", "nl", "welcome", Buffer.from("hello"));
    const file = recordings.find("city", "nl", "welcome");
    expect(file !== null && existsSync(file)).toBe(true);
    const next = await openRecordings(folder, convert, readFile);
    expect(next.find("city", "nl", "welcome")).toBe(file);
    expect(next.list("city")).toEqual([{ language: "nl", prompt: "welcome" }]);
    expect(next.find("town", "nl", "welcome")).toBeNull();
    expect(next.find("city", "fr", "welcome")).toBeNull();
    expect(next.list("town")).toEqual([]);
  });

  it("are read by nobody else, nor when they are gone", async () => {
    await recordings.save("city", "nl", "welcome", Buffer.from("hello"));
    expect(String(await recordings.read("city", "nl", "welcome"))).toBe("hello");
    await expect(recordings.read("town", "nl", "welcome")).rejects.toMatchObject({ code: "not_found" });
    await recordings.remove("city", "nl", "welcome");
    await expect(recordings.read("city", "nl", "welcome")).rejects.toMatchObject({ code: "not_found" });
  });

  it("are new files when they are replaced, and the old ones go", async () => {
    const names = async () => readdir(join(folder, "city/nl"));
    await recordings.save("city", "nl", "welcome", Buffer.from("one"));
    const first = recordings.find("city", "nl", "welcome");
    // A moment later, by the clock that names them.
    for (const now = Date.now(); Date.now() === now; );
    await recordings.save("city", "nl", "welcome", Buffer.from("two"));
    expect(recordings.find("city", "nl", "welcome")).not.toBe(first);
    expect(await names()).toHaveLength(1);
    await recordings.remove("city", "nl", "welcome");
    expect(await names()).toEqual([]);
    expect(recordings.find("city", "nl", "welcome")).toBeNull();
    await expect(recordings.remove("city", "nl", "welcome")).rejects.toMatchObject({ code: "not_found" });
  });

  it("are the newest where a save was cut short", async () => {
    await mkdir(join(folder, "city/en"), { recursive: true });
    for (const name of ["welcome.aaaa.mka", "welcome.bbbb.mka"]) {
      await writeFile(join(folder, "city/en", name), "sound");
    }
    const opened = await openRecordings(folder, convert, readFile);
    expect(opened.find("city", "en", "welcome")).toBe(join(folder, "city/en/welcome.bbbb.mka"));
  });

  it("are read one at a time, and turned away when many wait already", async () => {
    let running = 0;
    let most = 0;
    const begin = Promise.withResolvers<void>();
    const slow = await openRecordings(
      folder,
      async (source, target) => {
        running += 1;
        most = Math.max(most, running);
        await begin.promise;
        await convert(source, target);
        running -= 1;
      },
      readFile,
    );
    const saves = Array.from({ length: 14 }, (_, index) =>
      slow
        .save(`city-${index}`, "nl", "welcome", Buffer.from("sound"))
        .then(() => "saved")
        .catch(({ code }: { code: string }) => code),
    );
    // Those that are turned away are so at once; the others wait for the first.
    expect(await Promise.any(saves)).toBe("too_many_requests");
    begin.resolve();
    const all = await Promise.all(saves);
    expect(all.filter((outcome) => outcome === "saved")).toHaveLength(11);
    expect(all.filter((outcome) => outcome === "too_many_requests")).toHaveLength(3);
    expect(most).toBe(1);
  });
});
