import { networkInterfaces } from "node:os";
import { Refusal } from "@belfry/contracts";
import pino from "pino";
import { describe, expect, it } from "vitest";
import type { Clock } from "../clock.ts";
import { type Answer, guardedTrunks, TrunkTargets } from "./trunk-targets.ts";

/** A clock, a name server and a log that a test moves by hand. */
function workshop(allowed: readonly string[] = []) {
  const timers = new Map<number, { at: number; callback: () => void }>();
  let now = 1_000_000;
  let next = 0;
  const clock: Clock = {
    now: () => now,
    at(at, callback) {
      next += 1;
      const id = next;
      timers.set(id, { at, callback });
      return () => void timers.delete(id);
    },
  };
  const said: string[] = [];
  const asked: string[] = [];
  let answers: readonly Answer[] | null = [];
  const targets = new TrunkTargets({
    allowed,
    clock,
    log: pino({}, { write: (text: string) => void said.push(text) }),
    resolve: async (host) => {
      asked.push(host);
      if (answers === null) throw new Error("no answer");
      return answers;
    },
  });
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    targets,
    said,
    asked,
    timers,
    answer: (...list: readonly (string | Answer)[]) => {
      answers = list.map((one) => (typeof one === "string" ? { address: one, ttl: 60 } : one));
    },
    fail: () => {
      answers = null;
    },
    async keep(...hosts: string[]) {
      targets.keep(hosts);
      await settled();
    },
    async pass(milliseconds: number) {
      now += milliseconds;
      for (const [id, { at, callback }] of [...timers]) {
        if (at > now) continue;
        timers.delete(id);
        callback();
      }
      await settled();
    },
  };
}

const PUBLIC = ["203.0.113.9", "8.8.8.8", "2a00:1450:400e::1"];
const INTERNAL = [
  ...["127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.31.255.255", "192.168.1.1", "169.254.169.254"],
  ...["100.64.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:7f00:1"],
  ...["64:ff9b::7f00:1", "2002:7f00:1::", "fd00::1", "fe80::1", "ff02::1"],
];

describe("where calls to the outside may go", () => {
  it.each(PUBLIC)("%s is allowed", (address) => expect(workshop().targets.addressOf(address)).toBe(address));
  it.each(INTERNAL)("%s is not, without the operator's word", (address) => {
    expect(workshop().targets.addressOf(address)).toBeNull();
    expect(workshop(["0.0.0.0/0", "::/0"]).targets.addressOf(address)).toBe(address);
  });

  it("is not this machine, whatever address it has", () => {
    const own = Object.values(networkInterfaces()).flatMap((all) => all?.map(({ address }) => address) ?? []);
    expect(own.filter((address) => workshop().targets.allows(address))).toEqual([]);
  });

  it("is what a name resolves to, and what is refused of that is said once", async () => {
    const { targets, said, ...shop } = workshop(["10.0.0.0/8"]);
    expect(targets.addressOf("carrier.example")).toBeNull();
    shop.answer("192.168.1.1", "203.0.113.9");
    await shop.keep("carrier.example");
    expect(targets.addressOf("carrier.example")).toBe("203.0.113.9");
    // A name that turns to an internal address later leads nowhere.
    shop.answer("127.0.0.1");
    await shop.pass(60_000);
    expect(targets.addressOf("carrier.example")).toBeNull();
    await shop.pass(60_000);
    expect(said.filter((line) => line.includes("internal address"))).toHaveLength(1);
    shop.answer("10.9.9.9");
    await shop.pass(60_000);
    expect(targets.addressOf("carrier.example")).toBe("10.9.9.9");
  });

  it("stays as it was while DNS fails, and while answers only change their order", async () => {
    const { targets, ...shop } = workshop();
    shop.answer("203.0.113.9", "203.0.113.10");
    await shop.keep("carrier.example");
    shop.fail();
    await shop.pass(60_000);
    expect(targets.addressOf("carrier.example")).toBe("203.0.113.9");
    shop.answer("203.0.113.10", "203.0.113.9");
    await shop.pass(30_000);
    expect(targets.addressOf("carrier.example")).toBe("203.0.113.9");
    shop.answer("203.0.113.10");
    await shop.pass(60_000);
    expect(targets.addressOf("carrier.example")).toBe("203.0.113.10");
  });

  it("is asked again when the answer runs out, within bounds, and no more when nobody needs it", async () => {
    const shop = workshop();
    shop.answer({ address: "203.0.113.9", ttl: 0 });
    await shop.keep("carrier.example", "203.0.113.1");
    expect(shop.asked).toEqual(["carrier.example"]);
    await shop.pass(29_000);
    expect(shop.asked).toHaveLength(1);
    shop.answer({ address: "203.0.113.9", ttl: 999_999 });
    await shop.pass(1000);
    expect(shop.asked).toHaveLength(2);
    await shop.pass(3600_000);
    expect(shop.asked).toHaveLength(3);
    await shop.keep();
    expect(shop.timers.size).toBe(0);
    expect(shop.targets.addressOf("carrier.example")).toBeNull();
  });
});

describe("a trunk that an organisation's admin makes", () => {
  it("is refused when it calls an internal address, and made when it does not", async () => {
    const made: string[] = [];
    const keep = async (_organisation: string, input: { name: string }) => {
      made.push(input.name);
      return { ...trunk("203.0.113.9"), id: "t" };
    };
    const trunk = (host: string) => ({
      name: host,
      addresses: [],
      digest: null,
      outbound: { host, port: 5060, transport: "udp" as const, user: null, callerId: null },
    });
    const trunks = guardedTrunks(
      {
        list: () => [],
        create: keep,
        change: (organisation, _id, input) => keep(organisation, input),
        remove: async () => {},
      },
      workshop().targets,
    );
    for (const ask of [trunks.create("o", trunk("127.0.0.1")), trunks.change("o", "t", trunk("::1"))]) {
      const refusal = await ask.catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal).toMatchObject({ code: "trunk_target_refused" });
    }
    await trunks.create("o", trunk("203.0.113.9"));
    await trunks.create("o", trunk("carrier.example"));
    expect(made).toEqual(["203.0.113.9", "carrier.example"]);
  });
});
