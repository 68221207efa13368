import { afterAll, expect, it } from "vitest";
import { DrivenTime } from "./driven-time.ts";
import { Scene } from "./scene.ts";

const MINUTE = 60_000;
const time = await DrivenTime.make();
const scene = Scene.open(time.environment);
afterAll(() => time.close());

it("the server's clock follows a journey, and still does after a crash", async () => {
  const { stack } = scene;
  const clock = async () => Date.parse((await fetch(`${stack.origin}/health/live`)).headers.get("date") ?? "");
  expect(Math.abs((await clock()) - Date.now())).toBeLessThan(5_000);
  await time.advance(61 * MINUTE, stack);
  expect((await clock()) - Date.now()).toBeGreaterThan(60 * MINUTE);
  await time.move(24 * 60 * MINUTE);
  await stack.kill("server");
  await stack.ready();
  expect((await clock()) - Date.now()).toBeGreaterThan(25 * 60 * MINUTE);
});
