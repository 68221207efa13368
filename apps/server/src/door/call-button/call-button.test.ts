import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../../store/store.ts";
import { openTestDoor, type TestDoor } from "../testing/test-door.ts";
import { keepRelease } from "./releases.ts";

let folder: string;
let store: Store;
let door: TestDoor;

/** As a build leaves it. */
async function build(version: string, content: string): Promise<string> {
  const built = join(folder, "built");
  await rm(built, { recursive: true, force: true });
  await mkdir(join(built, "parts"), { recursive: true });
  const manifest = { version, script: "belfry-call.js", integrity: "sha384-AAAA" };
  await writeFile(join(built, "manifest.json"), JSON.stringify(manifest));
  await writeFile(join(built, "belfry-call.js"), content);
  await writeFile(join(built, "belfry-call.js.br"), brotliCompressSync(content));
  await writeFile(join(built, "belfry-call.js.gz"), gzipSync(content));
  await writeFile(join(built, "parts", "visit-abc.js"), `${content} part`);
  await writeFile(join(built, ".built-from"), "a fingerprint");
  return built;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "belfry-button-"));
  const kept = join(folder, "kept");
  await keepRelease(await build("0.1.0-old", "old"), kept);
  const current = await keepRelease(await build("0.2.0-new", "new"), kept);
  await mkdir(join(kept, "0.3.0-x.17.part"));
  await writeFile(join(kept, "0.3.0-x.17.part", "belfry-call.js"), "half of it");
  store = await openStore({ dir: null });
  door = await openTestDoor(store, {}, undefined, [], { folder: kept, current });
});
afterAll(async () => {
  await door.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string) => fetch(`${door.parts.origin}${path}`, { headers: { origin: "https://www.example.org" } });

describe("releases of the button", () => {
  it("are kept for the pages that name them, whatever was built since", async () => {
    expect(await (await get("/call-button/0.1.0-old/belfry-call.js")).text()).toBe("old");
    expect(await (await get("/call-button/0.2.0-new/belfry-call.js")).text()).toBe("new");
  });

  it("are for every website, and for ever", async () => {
    const { headers } = await get("/call-button/0.2.0-new/parts/visit-abc.js");
    expect(headers.get("content-type")).toContain("javascript");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("cross-origin-resource-policy")).toBe("cross-origin");
    expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  it.each([
    ["gzip, br", "br", brotliDecompressSync],
    ["gzip", "gzip", gunzipSync],
    ["identity", undefined, null],
    [undefined, undefined, null],
  ] as const)("travel as who asks can read them: %s", async (accepted, encoding, unpack) => {
    const headers = accepted === undefined ? {} : { "accept-encoding": accepted };
    const path = "/call-button/0.2.0-new/belfry-call.js";
    const { answer, body } = await new Promise<{ answer: IncomingMessage; body: Buffer }>((done, failed) => {
      const asked = request(`${door.parts.origin}${path}`, { headers }, async (answer) =>
        done({ answer, body: await buffer(answer) }),
      );
      asked.once("error", failed).end();
    });
    expect([answer.statusCode, answer.headers["content-encoding"]]).toEqual([200, encoding]);
    expect(answer.headers.vary?.toLowerCase()).toContain("accept-encoding");
    expect(answer.headers["content-type"]).toContain("javascript");
    expect(answer.headers["cache-control"]).toContain("immutable");
    expect((unpack === null ? body : unpack(body)).toString()).toBe("new");
  });

  it.each([
    "/call-button/0.2.0-new/belfry-call.js.br",
    "/call-button/0.2.0-new/manifest.json",
    "/call-button/0.2.0-new/.built-from",
    "/call-button/0.3.0-x.17.part/belfry-call.js",
    "/call-button/0.9.9/belfry-call.js",
    "/call-button/%2e%2e/built/belfry-call.js",
    "/call-button/",
  ])("hold nothing else: %s", async (path) => expect((await get(path)).status).toBe(404));

  it("are put in their place once, with nothing left beside them", async () => {
    const kept = join(folder, "again");
    const built = await build("1.0.0-a", "first");
    await keepRelease(built, kept);
    expect(await keepRelease(built, kept)).toEqual({
      version: "1.0.0-a",
      path: "/call-button/1.0.0-a/belfry-call.js",
      integrity: "sha384-AAAA",
    });
    expect(await readdir(kept)).toEqual(["1.0.0-a"]);
    expect(await keepRelease(join(folder, "nowhere"), kept)).toBeNull();
  });
});

describe("our own pages for visitors", () => {
  it("bring the same script, in the visitor's language", async () => {
    const answer = await fetch(`${door.parts.origin}/visit/done`, {
      headers: { "accept-language": "nl-BE, fr;q=0.8" },
    });
    const html = await answer.text();
    expect(html).toContain('<html lang="nl">');
    expect(html).toContain('src="/call-button/0.2.0-new/belfry-call.js" integrity="sha384-AAAA"');
    expect(html).toContain("<belfry-visit>");
    // Browsers would ask for /favicon.ico, which is not there.
    expect(html).toContain('<link rel="icon" href="/favicon.svg"');
  });

  it("have nothing to try out where there is no demo purpose", async () => {
    expect((await get("/try")).status).toBe(404);
  });
});
