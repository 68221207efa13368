import { randomUUID } from "node:crypto";
import { createSocket } from "node:dgram";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as schema from "../store/schema.ts";
import { openStore, type Store } from "../store/store.ts";
import { Library } from "./library.ts";
import { Recorder } from "./recorder.ts";

const organisation = randomUUID();
const HERE = "127.0.0.1";

describe("the recorder", () => {
  let store: Store;
  let folder: string;
  let library: Library;
  let failed = 0;

  beforeAll(async () => {
    store = await openStore({ dir: null });
    folder = await mkdtemp(join(tmpdir(), "belfry-recorder-"));
    library = new Library(store, join(folder, "calls"), "a secret for this test alone");
    await store.asOperator((tx) =>
      tx.insert(schema.organisations).values({
        id: organisation,
        slug: "demo",
        name: "Demo",
        country: "NL",
        language: "nl",
        timeZone: "Europe/Amsterdam",
        createdAt: 1,
      }),
    );
  });
  afterAll(async () => {
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });

  const recorder = (kept = library, address = "127.0.0.1") =>
    new Recorder({
      address,
      library: kept,
      log: pino({ level: "silent" }),
      now: Date.now,
      onFailed: () => {
        failed += 1;
      },
    });
  const never = (reason: string) => expect.unreachable(reason);

  it("writes what it hears on both ears into a sealed file, and knows its length when it is closed", async () => {
    const one = recorder();
    const ears = await one.begin(organisation, "call-1", null, never);
    const socket = createSocket("udp4");
    await new Promise<void>((bound) => socket.bind(0, HERE, bound));
    const from = socket.address().port;
    one.gate("call-1", { agent: from, customer: from });
    const packet = Buffer.concat([Buffer.from([0x80, 8, 0, 1, 0, 0, 0, 160, 0, 0, 0, 1]), Buffer.alloc(160, 0xa5)]);
    for (const port of [ears.agent, ears.customer]) await new Promise((sent) => socket.send(packet, port, HERE, sent));
    socket.close();
    one.end("call-1");
    await one.close();
    const found = await library.find(organisation, "call-1");
    expect(found?.endedAt).not.toBeNull();
    const sound = await library.open(organisation, "call-1");
    const parts: Buffer[] = [];
    for await (const part of sound?.read(0, 4) ?? []) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe("OggS");
    expect(failed).toBe(0);
  });

  it("says that it cannot where there is no room for a file, and leaves no row that promises one", async () => {
    await writeFile(join(folder, "no-folder"), "");
    const one = recorder(new Library(store, join(folder, "no-folder"), "a secret"));
    await expect(one.begin(organisation, "call-2", null, never)).rejects.toThrow();
    await one.close();
    expect([failed, await library.find(organisation, "call-2")]).toEqual([1, null]);
  });

  it("says so at once where no port can be had for the sound", async () => {
    // An address for documentation (RFC 5737), which no machine has.
    const one = recorder(library, "192.0.2.1");
    await expect(one.begin(organisation, "call-3", null, never)).rejects.toThrow("EADDRNOTAVAIL");
    await one.close();
    expect([failed, await library.find(organisation, "call-3"), one.running]).toEqual([2, null, 0]);
  });

  it("keeps the recording of a call that somebody wants to record twice", async () => {
    const one = recorder();
    await expect(one.begin(organisation, "call-1", null, never)).rejects.toThrow();
    await one.close();
    expect(await library.find(organisation, "call-1")).not.toBeNull();
  });
});
