import { type IdentityProviderInput, identityProviderInput } from "@belfry/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as schema from "../store/schema.ts";
import { openStore, type Store } from "../store/store.ts";
import { type DirectoryRoom, openDirectory } from "./open-directory.ts";

const SECRET = "a token between us and the server";
const yivi = identityProviderInput.parse({
  kind: "irma",
  name: "Yivi",
  url: "https://irma.example.org",
  authentication: "token",
  secret: SECRET,
  mapping: { bsn: ["pbdf.gemeente.personalData.bsn"] },
});

let store: Store;
let room: DirectoryRoom;
let city: string;
let trial: string;
const sessions = { idle: 1000, lifetime: 5000 };
const open = (demoWallet: boolean) => openDirectory(store, { encryptionKey: "key", sessions, now: 1, demoWallet });

beforeAll(async () => {
  store = await openStore({ dir: null });
  room = await open(true);
  const made = async (slug: string, demo: boolean) => {
    const admin = { name: "Ada", login: "ada", password: "a long password" };
    const about = { slug, name: slug, country: "NL", language: "nl", timeZone: "Europe/Amsterdam" } as const;
    return (await room.organisations.create({ ...about, admin }, { demo, now: 1 })).id;
  };
  city = await made("city", false);
  trial = await made("trial", true);
});
afterAll(() => store.close());

/** Without its secret: as it would be written by somebody who changes something else. */
function bare(change: Readonly<Record<string, string>> = {}): IdentityProviderInput {
  return identityProviderInput.parse({ ...yivi, name: "Kept", ...change, secret: undefined });
}

describe("identity providers", () => {
  it("keep their secret sealed, and show only that there is one", async () => {
    const made = await room.identityProviders.create(city, yivi);
    expect(made).toMatchObject({ name: "Yivi", hasSecret: true });
    expect(JSON.stringify(made) + JSON.stringify(room.identityProviders.list(city))).not.toContain(SECRET);
    const rows = await store.asOperator((tx) => tx.select().from(schema.identityProviders));
    expect(JSON.stringify(rows)).not.toContain(SECRET);
    expect(room.identityProviders.open(city, made.id)?.secret).toBe(SECRET);
    expect((await open(true)).identityProviders.open(city, made.id)?.secret).toBe(SECRET);
    expect(room.identityProviders.open(trial, made.id)).toBeNull();
  });

  it("hand a secret to no other service than it is for", async () => {
    const { id } = await room.identityProviders.create(city, { ...yivi, name: "Kept" });
    await room.identityProviders.change(city, id, bare());
    expect(room.identityProviders.open(city, id)?.secret).toBe(SECRET);
    const elsewhere = room.identityProviders.change(city, id, bare({ url: "https://irma.example.net" }));
    await expect(elsewhere).rejects.toMatchObject({ code: "invalid_request" });
    await expect(room.identityProviders.change(city, id, bare({ authentication: "hmac" }))).rejects.toMatchObject({
      code: "invalid_request",
    });
    await room.identityProviders.change(city, id, bare({ authentication: "none" }));
    expect(room.identityProviders.open(city, id)?.secret).toBeNull();
    await expect(room.identityProviders.create(city, bare({ name: "New" }))).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  it("have names of their own, and stay as long as a purpose needs them", async () => {
    const { id } = await room.identityProviders.create(city, { ...yivi, name: "Needed" });
    await expect(room.identityProviders.create(city, { ...yivi, name: "needed" })).rejects.toMatchObject({
      code: "conflict",
    });
    const queue = { kind: "announcement", prompt: "closed" } as const;
    const about = { number: "+31201230009", label: "", payer: null, destination: queue };
    const number = await room.numbers.create(city, about);
    const purpose = await room.purposes.create(city, {
      ...{ name: "permits", title: { en: "Permits" }, explanation: {}, languages: ["en"], number: number.id },
      ...{ attributes: [{ tag: "bsn", shown: true }], providers: [id], hours: null, links: [] },
      ...{ callFromPage: true, active: true },
    });
    await expect(room.identityProviders.remove(city, id)).rejects.toMatchObject({ code: "in_use" });
    await room.purposes.remove(city, purpose.id);
    await room.identityProviders.remove(city, id);
    await expect(room.identityProviders.remove(city, id)).rejects.toMatchObject({ code: "not_found" });
  });

  it("are the demonstration wallet in an organisation of the demonstration alone, and only as long as it is one", async () => {
    const demo = { kind: "demo", name: "Try it" } as const;
    await expect(room.identityProviders.create(city, demo)).rejects.toMatchObject({ code: "demo_wallet_off" });
    const { id } = await room.identityProviders.create(trial, demo);
    expect(room.identityProviders.open(trial, id)?.provider).toMatchObject({ kind: "demo", hasSecret: false });
    const later = await open(false);
    expect(later.identityProviders.open(trial, id)).toBeNull();
    await expect(later.identityProviders.create(trial, { ...demo, name: "Again" })).rejects.toMatchObject({
      code: "demo_wallet_off",
    });
  });
});
