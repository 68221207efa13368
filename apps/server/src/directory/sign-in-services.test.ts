import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { type DirectoryRoom, openDirectory } from "./open-directory.ts";

const issuer = "https://login.example.org";
const from = { address: "", userAgent: "" };
const PASSWORD = "a long password";

let store: Store;
let room: DirectoryRoom;
let org: string;

beforeAll(async () => {
  store = await openStore({ dir: null });
  const sessions = { idle: 1000, lifetime: 5000 };
  room = await openDirectory(store, { encryptionKey: "key", sessions, now: 1, issuers: [issuer] });
  const admin = { name: "Ada", login: "ada", password: PASSWORD };
  const about = { slug: "org", name: "Org", country: "NL", language: "nl", timeZone: "Europe/Amsterdam" } as const;
  org = (await room.organisations.create({ ...about, admin }, { now: 1 })).id;
  await room.signInServices.put(org, {
    ...{ name: "Login", issuer, clientId: "belfry", clientSecret: "secret", personClaim: "sub", groupClaim: "groups" },
    groupRoles: [
      { group: "callers", role: "agent" },
      { group: "leads", role: "supervisor" },
    ],
  });
});
afterAll(() => store.close());

const signIn = (login: string, ...groups: string[]) => room.signInServices.signIn(org, { sub: login, groups }, from, 2);
const kept = (id: string) => room.people.list(org).find((one) => one.id === id);

describe("the roles that a sign-in service gives", () => {
  it("leave who sits at another extension their own one, and everything else", async () => {
    await room.extensions.add(org, { first: "3000", last: "3009" });
    const anna = await room.people.create(org, {
      ...{ name: "Anna", login: "anna", password: PASSWORD, roles: ["agent"], extension: "3000" },
      ...{ locale: "nl", skills: [], active: true },
    });
    await room.seats.sitAt(org, anna.id, "3001");
    await signIn("anna", "callers", "leads");
    expect(kept(anna.id)).toEqual({ ...anna, roles: ["agent", "supervisor"] });
    expect(room.directory.sipUserOfAgent(org, anna.id)).toBe("3001-org");
  });

  it("end the sessions of before where they are fewer, and leave an administrator", async () => {
    const bram = await room.people.create(org, {
      ...{ name: "Bram", login: "bram", password: PASSWORD, roles: ["agent"], extension: null },
      ...{ locale: null, skills: [], active: true },
    });
    const { session } = await signIn("bram", "callers", "leads");
    const { session: next } = await signIn("bram", "callers");
    expect(room.sessions.ofPerson(org, bram.id)).toEqual([next]);
    expect(next.id).not.toBe(session.id);
    await expect(signIn("ada", "callers")).rejects.toMatchObject({ code: "last_admin" });
  });
});
