import { createSocket } from "node:dgram";
import { pino } from "pino";
import { afterAll, describe, expect, it } from "vitest";
import { alawOf } from "../../sound/alaw.ts";
import { RtpWriter } from "../../sound/rtp.ts";
import { detect } from "./detect.ts";
import { type Detection, Detector } from "./detector.ts";
import { dice } from "./testing/spoken.ts";

const log = pino({ level: "silent" });
const detector = new Detector(log);
afterAll(() => detector.close());

/** Says noise into a port, all at once: it lies where its timestamps say. */
async function shout({ port, hearFrom }: Pick<Detection, "port" | "hearFrom">, milliseconds: number): Promise<void> {
  const socket = createSocket("udp4");
  await new Promise<void>((bound) => socket.bind(0, "127.0.0.1", bound));
  hearFrom(socket.address().port);
  const writer = new RtpWriter(7, 1, 1);
  const random = dice(1);
  for (let at = 0; at < milliseconds; at += 20) {
    const packet = writer.packet(160, () => alawOf(Math.round((random() - 0.5) * 8_000)));
    await new Promise((sent) => socket.send(packet, port, "127.0.0.1", sent));
  }
  socket.close();
}

class Alarms {
  readonly set = new Set<() => void>();
  readonly clock = {
    now: () => 0,
    at: (_: number, ring: () => void) => {
      this.set.add(ring);
      return () => void this.set.delete(ring);
    },
  };
}

describe("the detector", () => {
  it("hears a port of its own for each, and is silent about who was ended", async () => {
    const [one, other] = [await detector.begin(2_000), await detector.begin(300)];
    expect(one.port).not.toBe(other.port);
    expect(await other.verdict).toBe("unknown");
    one.end();
    one.end();
    expect(await one.verdict).toBe("unknown");
  });

  it("decides by what comes to the port", async () => {
    const detection = await detector.begin(3_500);
    await shout(detection, 400);
    expect(await detection.verdict).toBe("person");
  });

  it("answers by the time that was given, whatever rtpengine does, and unsubscribes", async () => {
    const gone: string[] = [];
    const media = {
      listen: () => new Promise<never>(() => {}),
      unlisten: async (id: string) => {
        gone.push(id);
        return { ok: true, value: null } as const;
      },
    };
    const alarms = new Alarms();
    const stuck = detect("leg", 1_000, { media, detector, clock: alarms.clock, log });
    for (const ring of alarms.set) ring();
    expect(await stuck).toBe("unknown");
    expect(alarms.set.size).toBe(0);

    const deaf = { ...media, listen: async () => ({ ok: false, failure: { kind: "noLeg", reason: "gone" } }) as const };
    expect(await detect("leg", 1_000, { media: deaf, detector, clock: alarms.clock, log })).toBe("unknown");
    const hears = { ...media, listen: async () => ({ ok: true, value: { id: "s1", from: [1] } }) as const };
    expect(await detect("leg", 200, { media: hears, detector, clock: alarms.clock, log })).toBe("unknown");
    expect(gone).toEqual(["s1"]);
    expect(alarms.set.size).toBe(0);
  });
});
