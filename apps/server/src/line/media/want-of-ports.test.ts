import pino from "pino";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createNgClient, type NgClient } from "../rtpengine/ng-client.ts";
import { Daemons, daemonPorts } from "../testing/daemons.ts";
import { RtpEndpoint } from "../testing/rtp-endpoint.ts";
import { MediaCall } from "./media-call.ts";

const ports = await daemonPorts();
const daemons = new Daemons(ports);
const PCMA = { formats: "8", maps: ["a=rtpmap:8 PCMA/8000"], sends: null };
let ng: NgClient;

beforeAll(async () => {
  await daemons.startRtpengine({ first: 42_100, last: 42_119 });
  ng = createNgClient({ port: ports.internalPort + 3, log: pino({ level: "silent" }), onLost: () => {} });
});
afterAll(async () => {
  ng.close();
  await daemons.close();
});

it("tells once that a call is lost for want of ports, and lets nothing begin it anew; a new call is just refused", async () => {
  const caller = await RtpEndpoint.open(PCMA);
  const told: string[] = [];
  const call = (name: string) => new MediaCall(`ports-${process.pid}-${name}`, ng, () => told.push(name));
  const [talking, taking, next] = [call("talking"), call("taking"), call("next")];
  for (const one of [talking, taking]) expect(await one.answerLeg("a", caller.sdp())).toMatchObject({ ok: true });
  // Who listens to the other call takes all that there is, and is refused without harm.
  for (let most = 20; most > 0 && (await taking.listen(["a"], [9])).ok; most -= 1);
  expect(await talking.listen(["a"], [9])).toMatchObject({ ok: false });
  expect(await next.answerLeg("a", caller.sdp())).toMatchObject({
    ok: false,
    failure: { kind: "refused", reason: "Ran out of ports" },
  });
  expect(told).toEqual([]);

  expect(await talking.mix(new Map([["a", 9]]))).toMatchObject({ ok: false });
  expect(told).toEqual(["talking"]);
  expect(await talking.park("a")).toMatchObject({ ok: false, failure: { kind: "closed" } });
  expect(await ng.request("query", { "call-id": talking.id })).toMatchObject({ ok: false });
  expect(await talking.release()).toMatchObject({ ok: true });
  expect(told).toEqual(["talking"]);
  caller.close();
});
