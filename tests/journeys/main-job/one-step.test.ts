import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { Endpoint, type EndpointCall } from "@belfry/caller";
import { API, organisationMade, queue, trunk } from "@belfry/contracts";
import { describe, expect, it } from "vitest";
import { heardBothWays, says } from "../../harness/hearing.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { HERTZ, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open({ BELFRY_DEMO: "off" });
const COMMAND = fileURLToPath(new URL("../../../scripts/belfry.mjs", import.meta.url));
const TRUNK = "127.0.0.4";
const FREE = "+318005550101";

/** As an operator says it at a shell; resolves with what it printed. Rejects when it did not end well. */
async function belfry(...words: string[]): Promise<string> {
  const { port } = new URL(scene.stack.origin);
  const env = { ...process.env, BELFRY_DATA_DIR: scene.stack.dataDir, BELFRY_PORT: port };
  return (await promisify(execFile)(process.execPath, [COMMAND, ...words], { env })).stdout;
}

async function called(): Promise<EndpointCall> {
  const endpoint = await Endpoint.open({ host: TRUNK, server: scene.stack.sip });
  const call = await endpoint.call(FREE, { from: "+31687654321" });
  says(call, HERTZ.caller);
  void call.ended.then(() => endpoint.close());
  return call;
}

describe("an organisation made in one step", () => {
  it("takes a call as soon as a trunk brings it, and an agent from a file answers", async () => {
    const words = ["--name", "Haven City", "--country", "NL", "--languages", "nl,en", "--admin", "Hugo Haven"];
    const numbers = ["--free-number", "0800 555 0101=Questions", "--number", "010 555 0101"];
    const made = organisationMade.parse(
      JSON.parse(await belfry("org", "add", "haven", ...words, ...numbers, "--json")),
    );
    expect(made.next).toEqual(["trunk", "agents", "members", "purpose", "websites"]);
    expect(await belfry("org", "list")).toContain("haven");
    await expect(belfry("org", "add", "haven", ...words)).rejects.toMatchObject({ code: 1 });

    const signIn = { organisation: "haven", login: "admin", password: made.password ?? "" };
    const admin = await PageProgram.signIn(scene.stack, signIn);
    const brought = await admin.ask("POST", API.trunks, { name: "Harbour trunk", addresses: [TRUNK] });
    expect(trunk.parse(brought.value).name).toBe("Harbour trunk");
    const first = await until("the edge knows the new trunk", async () => {
      const call = await called();
      const taken = await call.answered.then(
        () => true,
        () => false,
      );
      if (!taken) throw new Error("the trunk is not known yet");
      return call;
    });
    // Nobody serves the queue: the caller is told so, and the call ends by itself.
    await first.ended;

    // The admin does the rest in the pages, beginning at the address of their own organisation.
    const desk = await scene.desk("anna");
    const { page } = desk;
    await page.goto(`${scene.stack.origin}/#organisation=haven`);
    expect(await page.getByLabel("Organisation").inputValue()).toBe("haven");
    await page.getByLabel("User name").fill("admin");
    await page.locator("input[type=password]").fill(made.password ?? "");
    await desk.button("Sign in").click();
    await page.getByText("Haven City").first().waitFor();
    await page.goto(`${scene.stack.origin}/#/admin/people/file`);
    const file = "Gebruikersnaam;Naam;Toestelnummer;Rollen\r\nrosa;Rosa Haven;3001;medewerker\r\n;Nobody;;\r\n";
    await page.locator('input[type="file"]').setInputFiles({
      name: "people.csv",
      mimeType: "text/csv",
      buffer: Buffer.from(file),
    });
    await page.getByText("1 new, 0 changed, 0 unchanged, 1 wrong").waitFor();
    await page.getByText("There is no user name.").waitFor();
    await desk.button("Do this").click();
    const download = page.waitForEvent("download");
    await desk.button("Download the passwords (CSV)").click();
    const passwords = await readFile(await (await download).path(), "utf8");
    const password = /rosa,Rosa Haven,(\S+)/.exec(passwords)?.[1] ?? "";

    const { value: queues } = await admin.ask("GET", API.queues);
    const [general] = queue.array().parse(queues);
    const { value: people } = await admin.ask("GET", API.people);
    const rosas = Array.isArray(people) ? people.find(({ login }) => login === "rosa") : null;
    const { id, ...settings } = general ?? { id: "" };
    await admin.ask("PUT", `${API.queues}/${id}`, { ...settings, members: [rosas.id] });

    const rosa = await scene.desk("bram");
    const signIns = async () => new Map([["rosa", password]]);
    await rosa.signIn({ origin: scene.stack.origin, signIns }, "rosa", "haven");
    await rosa.becomeAvailable();
    const call = await called();
    await rosa.answer();
    await heardBothWays(call, rosa);
    call.hangUp();
    await call.ended;
    expect(await belfry("org", "show", "haven")).toContain("Agents       1");
    await belfry("org", "remove", "haven", "--yes");
    expect(await belfry("org", "list")).not.toContain("haven");
  });
});
