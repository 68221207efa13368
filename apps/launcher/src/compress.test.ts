import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { compressBelow } from "./compress.ts";

it("puts both encodings beside scripts, in every folder, and leaves the rest as it is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "belfry-compress-"));
  try {
    await mkdir(join(folder, "parts"));
    await writeFile(join(folder, "parts/a.js"), "script");
    await writeFile(join(folder, "manifest.json"), "{}");
    compressBelow(folder);
    expect((await readdir(folder)).toSorted()).toEqual(["manifest.json", "parts"]);
    expect((await readdir(join(folder, "parts"))).toSorted()).toEqual(["a.js", "a.js.br", "a.js.gz"]);
    expect(brotliDecompressSync(await readFile(join(folder, "parts/a.js.br"))).toString()).toBe("script");
    expect(gunzipSync(await readFile(join(folder, "parts/a.js.gz"))).toString()).toBe("script");
  } finally {
    await rm(folder, { recursive: true });
  }
});
