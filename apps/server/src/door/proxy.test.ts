import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore, type Store } from "../store/store.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

const FORWARDED = { "x-forwarded-for": "198.51.100.1, 203.0.113.9" };

describe("behind a proxy", () => {
  let store: Store;
  let door: TestDoor;

  beforeAll(async () => {
    store = await openStore({ dir: null });
    door = await openTestDoor(store, { behindProxy: true });
  });
  afterAll(async () => {
    await door.close();
    await store.close();
  });

  it("takes somebody's address from the proxy, not from what they made up before it", async () => {
    const signIn = { organisation: "demo", login: "anna", password: door.password("anna") };
    const answer = await door.caller(null)("POST", "/api/v1/session", signIn, FORWARDED);
    const anna = door.caller((answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "");
    expect((await anna("GET", "/api/v1/sessions")).body).toMatchObject([{ address: "203.0.113.9" }]);
  });

  it("tells strangers whether each part works, and not why it does not", async () => {
    door.parts.health["database"] = { ok: false, detail: "password authentication failed for user belfry" };
    const { status, body } = await door.caller(null)("GET", "/health/ready", undefined, FORWARDED);
    expect(status).toBe(503);
    expect(body).toEqual({ ok: false, components: { database: { ok: false }, telephony: { ok: true } } });
    const near = await door.caller(null)("GET", "/health/ready");
    expect(near.body.components.database.detail).toContain("password");
  });
});
