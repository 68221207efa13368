import { createSocket, type Socket } from "node:dgram";
import pino from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { encode } from "./bencode.ts";
import { createNgClient, type NgClient } from "./ng-client.ts";

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

interface Peer {
  readonly port: number;
  readonly received: string[];
  close(): void;
}

/** A UDP peer that answers each datagram as told: null is no answer. */
async function peer(
  answer: (cookie: string, command: string, times: number) => string | null,
  port = 0,
): Promise<Peer> {
  const socket: Socket = createSocket("udp4");
  await new Promise<void>((resolve) => socket.bind(port, "127.0.0.1", resolve));
  const received: string[] = [];
  let closed = false;
  socket.on("message", (datagram, from) => {
    const text = datagram.toString("utf8");
    received.push(text);
    const cookie = text.slice(0, text.indexOf(" "));
    const command = /7:command\d+:([a-z ]+)/.exec(text)?.[1]?.replace(/\d.*/, "") ?? "";
    const times = received.filter((one) => one.startsWith(`${cookie} `)).length;
    const reply = answer(cookie, command, times);
    if (reply !== null) socket.send(reply, from.port, from.address);
  });
  const self = {
    port: socket.address().port,
    received,
    close: () => {
      if (!closed) socket.close();
      closed = true;
    },
  };
  open.push(self);
  return self;
}

function client(port: number, onLost: () => void = () => {}, onFailed: (kind: string) => void = () => {}): NgClient {
  const log = pino({ level: "silent" });
  const ng = createNgClient({ port, log, onLost, onFailed: ({ kind }) => onFailed(kind) });
  open.push(ng);
  return ng;
}

const statistics = (uptime: number) =>
  encode({ result: "ok", statistics: { totalstatistics: { uptime: String(uptime) } } });

describe("the ng client", () => {
  it("sends again with the same cookie, and carries out one answer", async () => {
    const there = await peer((cookie, command, times) =>
      command.startsWith("stat")
        ? `${cookie} ${statistics(1)}`
        : times < 3
          ? null
          : `${cookie} ${encode({ result: "pong" })}`,
    );
    const result = await client(there.port).request("ping", {});
    expect(result).toEqual({ ok: true, reply: { result: "pong" } });
    const pings = there.received.filter((text) => text.includes("4:ping"));
    expect(pings).toHaveLength(3);
    expect(new Set(pings).size).toBe(1);
  });

  it("gives up in a few seconds when nobody answers", async () => {
    const there = await peer(() => null);
    const ng = client(there.port);
    expect(await ng.request("ping", {})).toMatchObject({ ok: false, failure: { kind: "timeout" } });
    expect(ng.up).toBe(false);
  });

  it("fails at once when nobody listens", async () => {
    const there = await peer(() => null);
    there.close();
    expect(await client(there.port).request("ping", {})).toMatchObject({ ok: false, failure: { kind: "unreachable" } });
  });

  it("hands an error on as a value, and survives an answer that is none", async () => {
    const there = await peer((cookie, command) =>
      command.startsWith("stat")
        ? `${cookie} ${statistics(1)}`
        : command.startsWith("delete")
          ? `${cookie} ${encode({ result: "error", "error-reason": "Unknown call-id" })}`
          : `${cookie} d6:resul`,
    );
    const failures: string[] = [];
    const ng = client(there.port, undefined, (kind) => failures.push(kind));
    expect(await ng.request("delete", {})).toEqual({
      ok: false,
      failure: { kind: "refused", reason: "Unknown call-id" },
    });
    expect(await ng.request("play media", {})).toMatchObject({ ok: false, failure: { kind: "refused" } });
    ng.close();
    expect(await ng.request("delete", {})).toMatchObject({ ok: false });
    expect(failures).toEqual(["refused", "refused"]);
  });

  it("notices a restart that was too quick for a closed port to be seen", async () => {
    let uptime = 50;
    const there = await peer((cookie) => {
      const reply = `${cookie} ${statistics(uptime)}`;
      uptime = 0;
      return reply;
    });
    await new Promise<void>((resolve) => client(there.port, resolve));
    expect(there.received.length).toBeGreaterThanOrEqual(2);
  });

  it("notices a death at the next probe, once", async () => {
    const there = await peer((cookie) => `${cookie} ${statistics(9)}`);
    let lost = 0;
    const gone = new Promise<void>((resolve) => {
      const ng = client(there.port, () => {
        lost += 1;
        resolve();
      });
      void ng.request("ping", {}).then(() => there.close());
    });
    await gone;
    const again = client(there.port);
    await again.request("ping", {});
    expect(lost).toBe(1);
  });

  it("settles everything when it is closed", async () => {
    const there = await peer(() => null);
    const ng = client(there.port);
    const pending = ng.request("ping", {});
    await ng.request("statistics", {}).then(
      () => {},
      () => {},
    );
    ng.close();
    ng.close();
    expect(await pending).toMatchObject({ ok: false });
    expect(await ng.request("ping", {})).toMatchObject({ ok: false, failure: { kind: "closed" } });
  });
});
