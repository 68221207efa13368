import { afterEach, describe, expect, it } from "vitest";
import { tone } from "./audio/tone.ts";
import type { EndpointCall } from "./call.ts";
import { Endpoint, type EndpointOptions } from "./endpoint.ts";

const CODECS = ["PCMA", "PCMU", "G722", "opus"] as const;
const open: Endpoint[] = [];
afterEach(() => {
  for (const endpoint of open.splice(0)) endpoint.close();
});

const soon = (): AbortSignal => AbortSignal.timeout(10_000);

/** Two telephones that call each other directly; the called one does with the call what the test says. */
async function pair(
  onCall: (call: EndpointCall) => void,
  more: Pick<EndpointOptions, "codecs"> = {},
): Promise<{ caller: Endpoint; called: Endpoint }> {
  const nowhere = { host: "127.0.0.1", port: 9 };
  const called = await Endpoint.open({ host: "127.0.0.1", server: nowhere, codecs: CODECS, onCall });
  const caller = await Endpoint.open({ host: "127.0.0.1", server: { host: "127.0.0.1", port: called.port }, ...more });
  open.push(called, caller);
  return { caller, called };
}

describe("an endpoint", () => {
  it.each(CODECS)("calls another with %s, and each hears the other", async (codec) => {
    const arrived = Promise.withResolvers<EndpointCall>();
    const answers = (call: EndpointCall) => {
      call.say(tone(500));
      call.ring();
      call.accept();
      arrived.resolve(call);
    };
    const { caller } = await pair(answers, { codecs: [codec] });
    const call = await caller.call("3001", { from: "+31612345678" });
    call.say(tone(1000));
    await call.answered;
    const other = await arrived.promise;
    await Promise.all([call.hears(500, soon()), other.hears(1000, soon())]);
    expect(call.codec).toBe(codec);
    call.hangUp();
    expect(await other.ended).toEqual({ by: "remote", status: null });
    expect(await call.ended).toEqual({ by: "local", status: null });
  });

  it("is told when it is refused", async () => {
    const { caller } = await pair((call) => call.reject(486));
    const call = await caller.call("3001", { from: "anonymous" });
    expect(await call.ended).toEqual({ by: "refused", status: 486 });
    await expect(call.answered).rejects.toThrow("refused 486");
  });

  it("gives up a call that rings, and the other side is told", async () => {
    const ringing = Promise.withResolvers<EndpointCall>();
    const { caller } = await pair((call) => {
      call.ring();
      ringing.resolve(call);
    });
    const call = await caller.call("3001", { from: "+31612345678" });
    const other = await ringing.promise;
    call.hangUp();
    expect(await other.ended).toEqual({ by: "cancelled", status: null });
    expect((await call.ended).by).not.toBe("remote");
  });

  it("says goodbye to whom it talks with when it is closed", async () => {
    const arrived = Promise.withResolvers<EndpointCall>();
    const { caller } = await pair((call) => {
      call.accept();
      arrived.resolve(call);
    });
    const call = await caller.call("3001", { from: "+31612345678" });
    await call.answered;
    const other = await arrived.promise;
    caller.close();
    expect(await other.ended).toEqual({ by: "remote", status: null });
  });

  it("stops sending while the other side only sends, and goes on afterwards", async () => {
    const arrived = Promise.withResolvers<EndpointCall>();
    const { caller } = await pair((call) => {
      call.say(tone(500));
      call.accept();
      arrived.resolve(call);
    });
    const call = await caller.call("3001", { from: "+31612345678" });
    call.say(tone(1000));
    const other = await arrived.promise;
    await other.hears(1000, soon());
    other.renegotiate("sendonly");
    await call.hears(500, soon());
    other.renegotiate("sendrecv");
    await other.hears(1000, soon());
  });

  it("says why it gave up listening", async () => {
    const { caller } = await pair((call) => {
      call.accept();
      call.hangUp();
    });
    const call = await caller.call("3001", { from: "+31612345678" });
    await expect(call.hears(500, soon())).rejects.toThrow("never heard 500 Hz");
  });
});
