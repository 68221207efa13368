import type { EndpointCall, EndpointOptions } from "@belfry/caller";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DeskPage } from "../../harness/desk-page.ts";
import { heardBothWays, says } from "../../harness/hearing.ts";
import { PageProgram } from "../../harness/page-program.ts";
import { HERTZ, PERMITS, Scene } from "../../harness/scene.ts";
import { until } from "../../harness/until.ts";

const scene = Scene.open();

type SipRequest = Parameters<NonNullable<EndpointOptions["onCall"]>>[1];

interface Rung {
  readonly call: EndpointCall;
  /** The number that the telephone shows. */
  readonly shown: string;
}

/** A telephone outside, and everything that ever rang there. */
async function telephone() {
  const all: Rung[] = [];
  const shownIn = ({ headers }: SipRequest) =>
    /sip:([^@]+)@/.exec(headers.find(({ name }) => name === "From")?.value ?? "")?.[1] ?? "";
  const endpoint = await scene.endpoint({ onCall: (call, request) => all.push({ call, shown: shownIn(request) }) });
  onTestFinished(await (await scene.admin()).outboundTrunk(endpoint.port));
  return {
    all,
    async rings(nth: number): Promise<Rung> {
      const rung = await until(`the telephone rings (${nth})`, () => all[nth - 1] ?? null);
      says(rung.call, HERTZ.outside);
      return rung;
    },
  };
}

/** As an agent does it at the desk: the number, then for which queue, then the button. */
async function dialFor(desk: DeskPage, number: string, queue: string): Promise<void> {
  await desk.page.getByRole("combobox", { name: "Call somebody" }).fill(number);
  await desk.page.keyboard.press("Enter");
  await desk.page.getByLabel("Call for").selectOption({ label: queue });
  await desk.button(/^Call: /).click();
}

describe("an agent calls a number", () => {
  it("and talks with it; the telephone shows the number of the queue", async () => {
    const outside = await telephone();
    await scene.queueSetting("Permits", { callerId: PERMITS });
    const anna = await scene.available("anna");
    await dialFor(anna, "020 555 01 00", "Permits");
    const { call, shown } = await outside.rings(1);
    expect(shown).toBe(PERMITS);
    call.ring();
    call.accept();
    await heardBothWays(call, anna);
    call.hangUp();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    await anna.inState("Available");
  });

  it("that the rules refuse: the agent reads why, nothing is dialled, and a transfer goes no other way", async () => {
    const outside = await telephone();
    const { anna, call } = await scene.conversation();
    await anna.sendTo("0900 123 45 67", "Transfer now");
    await anna.shows(/is a premium-rate number, and calls to those are not allowed/);
    await heardBothWays(call, anna);
    call.hangUp();
    await anna.inState("Wrap-up");
    await anna.finishWrapUp();
    await anna.inState("Available");
    for (const [number, why] of [
      ["0906 123 45 67", /is a premium-rate number/],
      ["+44 20 7946 0000", /Calls to .* are not allowed/],
      ["112", "Emergency calls cannot be made from here. Call 112 from another telephone now."],
    ] as const) {
      await anna.dial(number);
      await anna.shows(why);
    }
    // A number that may be called is the first that ever rings there.
    await anna.dial("020 555 01 00");
    const { call: allowed } = await outside.rings(1);
    allowed.accept();
    await heardBothWays(allowed, anna);
    allowed.hangUp();
    await anna.inState("Available");
    expect(outside.all).toHaveLength(1);
  });

  it("with a phone that has gone silent: forced pause, and nothing is dialled", async () => {
    const outside = await telephone();
    const bram = await PageProgram.demo(scene.stack, "bram");
    const socket = await bram.socket();
    onTestFinished(() => socket.close());
    const tab = crypto.randomUUID();
    expect(await socket.claim(tab, true)).toEqual({ ok: true });
    // The phone registers, and then never says a word to an INVITE.
    const phone = await bram.phone(tab);
    onTestFinished(() => phone.close());
    const address = "sip:3002-demo@belfry.invalid";
    const contact = "Contact: <sip:3002-demo@program.invalid;transport=ws>;expires=60";
    const register = { method: "REGISTER", uri: "sip:belfry.invalid", from: address, to: address, headers: [contact] };
    expect((await phone.ask(register, await bram.credentials(tab))).status).toBe(200);
    expect(await socket.command({ type: "signIn" })).toEqual({ ok: true });
    socket.alive(tab);
    const number = "+31205550177";
    const dial = { type: "dial", target: { kind: "number", number }, queue: null } as const;
    await until("the phone counts as ready", async () => (await socket.command(dial)).ok);
    await until("the agent is paused by force", () => socket.heard.some((one) => one.includes('"kind":"forced"')));
    const ended = await (await scene.admin()).endedCall(number);
    expect([ended.outcome, ended.direction]).toEqual(["unreachable", "outbound"]);
    expect(outside.all).toEqual([]);
    expect(await socket.command({ type: "signOut" })).toEqual({ ok: true });
    await bram.ask("DELETE", "/api/v1/session");
  });
});
