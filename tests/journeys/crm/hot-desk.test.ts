import { API, extensionUse } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { heardBothWays } from "../../harness/hearing.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();

/** As text, so that one glance compares it. */
async function whoHas(admin: PageProgram, extension: string): Promise<string> {
  const { value } = await admin.ask("GET", API.extensions);
  const use = extensionUse
    .array()
    .parse(value)
    .find((one) => one.extension === extension);
  return `${use?.owner?.name ?? "nobody"}, guest ${use?.guest?.name ?? "nobody"}`;
}

describe("an agent at a free extension", () => {
  it("gets the calls to it, alone, until they sign out of the phone", async () => {
    const admin = await PageProgram.demo(scene.stack, "admin");
    expect(await admin.ask("POST", API.extensions, { first: "3000", last: "3099" })).toMatchObject({ status: 200 });
    const password = (await scene.stack.signIns()).get("bram") ?? "";
    const at = { organisation: "demo", login: "bram", password, extension: "3050" };
    const guest = await PageProgram.signIn(scene.stack, at);
    expect(guest.me.extension).toBe("3050");
    expect(await whoHas(admin, "3050")).toBe("nobody, guest Bram Jansen");

    const chloe = await scene.desk("bram");
    await chloe.page.goto(scene.stack.origin);
    await chloe.page.getByLabel("Organisation").fill("demo");
    await chloe.page.getByLabel("User name").fill("chloe");
    await chloe.page.locator("input[type=password]").fill((await scene.stack.signIns()).get("chloe") ?? "");
    await chloe.page.getByLabel("Extension").fill("3050");
    await chloe.button("Sign in").click();
    await chloe.shows("Somebody else has extension 3050. Choose another, or ask your administrator who it is.");

    // The desk's page goes on with that sign-in.
    const bram = await scene.desk("bram");
    const [name = "", value = ""] = guest.cookie.split("=");
    await bram.context.addCookies([{ name, value, url: scene.stack.origin }]);
    await bram.page.goto(scene.stack.origin);
    await bram.becomeAvailable();
    const anna = await scene.available("anna");
    await anna.dial("3050");
    await bram.answer();
    await heardBothWays(anna, bram);
    await bram.button("Hang up").click();
    await bram.inState("Available");

    await bram.choose("Sign out of the phone");
    await until("the seat is free", async () => (await whoHas(admin, "3050")) === "nobody, guest nobody");
    // The same page, at their own extension again.
    await bram.becomeAvailable();
    await anna.inState("Available");
    await anna.dial("3002");
    await bram.answer();
    await heardBothWays(anna, bram);
    await bram.button("Hang up").click();
    await bram.inState("Available");
  });
});
