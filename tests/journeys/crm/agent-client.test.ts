import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { AgentClient, signIn } from "@belfry/agent-client";
import { describe, expect, it, onTestFinished } from "vitest";
import { Scene } from "../../harness/scene.ts";
import { PATIENCE, until } from "../../harness/until.ts";

const scene = Scene.open();
const EXAMPLE = join(import.meta.dirname, "../../../packages/agent-client/example/main.ts");
const passwordOf = async (login: string) => (await scene.stack.signIns()).get(login) ?? "";

describe("the client for agents", () => {
  it("runs its example", async () => {
    const { origin } = scene.stack;
    const words = [EXAMPLE, origin, "demo", "bram", await passwordOf("bram")];
    const { stdout } = await promisify(execFile)(process.execPath, words, { timeout: PATIENCE });
    expect(stdout.split("\n")).toEqual([
      "Bram Jansen has signed in.",
      "Passports: 0 waiting",
      "Permits: 0 waiting",
      "Bram Jansen is at: Lunch",
      "Hanging up was refused: no_call",
      "Bram Jansen has signed out.",
      "",
    ]);
  });

  it("sees what happens elsewhere, and comes back after the server was killed", { timeout: 90_000 }, async () => {
    const { origin } = scene.stack;
    const { cookie } = await signIn(origin, { organisation: "demo", login: "sam", password: await passwordOf("sam") });
    const client = new AgentClient({ address: origin, cookie: cookie ?? undefined });
    onTestFinished(() => client.close());
    client.open();
    await client.until(({ link }) => link === "live", AbortSignal.timeout(PATIENCE));
    const anna = await scene.available("anna");
    const sees = (state: string) =>
      client.until(
        ({ link, snapshot }) =>
          link === "live" &&
          snapshot?.colleagues.some((one) => one.extension === "3001" && one.state.state === state) === true,
        AbortSignal.timeout(PATIENCE),
      );
    await sees("available");
    await anna.choose("Lunch");
    await sees("paused");
    await scene.stack.kill("server");
    await client.until(({ link }) => link === "lost", AbortSignal.timeout(PATIENCE));
    await scene.stack.ready();
    await until("the client is live again", () => client.state.link === "live");
    expect(await client.command({ type: "signIn" })).toEqual({ ok: true });
    await client.until(({ snapshot }) => snapshot?.me?.state.state === "available", AbortSignal.timeout(PATIENCE));
  });

  it("is told in words why a sign-in was refused", async () => {
    const request = { organisation: "demo", login: "sam", password: "a wrong password" };
    await expect(signIn(scene.stack.origin, request)).rejects.toMatchObject({ code: "wrong_credentials" });
  });
});
