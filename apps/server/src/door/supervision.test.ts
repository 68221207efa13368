import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "../store/store.ts";
import { testDatabases } from "../store/testing/databases.ts";
import { openTestDoor, type TestDoor } from "./testing/test-door.ts";

describe.each(testDatabases.slice(0, 1))("supervising agents on $name", (database) => {
  let store: Store;
  let door: TestDoor;
  let organisation: string;
  let bram: string;

  beforeAll(async () => {
    store = await database.open();
    door = await openTestDoor(store);
    const { body } = await (await door.as("bram"))("GET", "/api/v1/session");
    [organisation, bram] = [body.organisation.id, body.person];
    await door.parts.floor.submit(organisation, { type: "agent.signIn", agent: bram });
  });
  afterAll(async () => {
    await door.close();
    await store.close();
    await database.close();
  });

  const stateOf = (agent: string) => door.parts.floor.agentView(organisation, agent)?.state;

  it("lets a supervisor pause an agent, who is told whose choice it was", async () => {
    const sam = await door.as("sam");
    const [pause] = (await (await door.as("admin"))("GET", "/api/v1/pauses")).body;
    const answer = await sam("POST", `/api/v1/agents/${bram}/state`, { to: "paused", pause: pause.id });
    expect(answer.status).toBe(204);
    expect(stateOf(bram)).toMatchObject({ state: "paused", reason: { kind: "supervisor", pause: pause.id } });
    expect((await sam("POST", `/api/v1/agents/${bram}/state`, { to: "available" })).status).toBe(204);
    expect(stateOf(bram)).toMatchObject({ state: "available" });
  });

  it.each(["anna", "bram"])("lets no agent choose for another or for themselves this way (%s)", async (login) => {
    const answer = await (await door.as(login))("POST", `/api/v1/agents/${bram}/state`, { to: "signedOut" });
    expect([answer.status, answer.body.error.code]).toEqual([403, "forbidden"]);
    expect(stateOf(bram)).toMatchObject({ state: "available" });
  });

  it("knows nobody of another organisation, and no pause that is none", async () => {
    const operator = await door.as("operator");
    const made = await operator("POST", "/api/v1/organisations", {
      slug: "elsewhere",
      name: "Elsewhere",
      country: "NL",
      language: "en",
      timeZone: "Europe/Amsterdam",
      admin: { name: "Admin", login: "boss", password: "a long enough password" },
    });
    expect(made.status).toBe(201);
    const signIn = await door.caller(null)("POST", "/api/v1/session", {
      organisation: "elsewhere",
      login: "boss",
      password: "a long enough password",
    });
    const boss = door.caller(signIn.headers.get("set-cookie")?.split(";")[0] ?? "");
    const foreign = await boss("POST", `/api/v1/agents/${bram}/state`, { to: "signedOut" });
    expect([foreign.status, foreign.body.error.code]).toEqual([404, "not_found"]);
    const sam = await door.as("sam");
    const unknown = await sam("POST", `/api/v1/agents/${bram}/state`, { to: "paused", pause: "tea" });
    expect(unknown.body.error.code).toBe("unknown_pause");
    const wrong = await sam("POST", `/api/v1/agents/${bram}/state`, { to: "asleep" });
    expect([wrong.status, wrong.body.error.code]).toEqual([400, "invalid_request"]);
    expect(stateOf(bram)).toMatchObject({ state: "available" });
  });
});
