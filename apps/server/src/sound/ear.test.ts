import { createSocket, type Socket } from "node:dgram";
import { afterEach, expect, it } from "vitest";
import { openEar } from "./ear.ts";
import { RtpWriter } from "./rtp.ts";

const HERE = "127.0.0.1";
const open: { close(): void }[] = [];

afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function speaker(): Promise<Socket> {
  const socket = createSocket("udp4");
  open.push(socket);
  await new Promise<void>((bound) => socket.bind(0, HERE, bound));
  return socket;
}

it("hears from the port that it was told alone, and nothing that came before", async () => {
  const heard: number[] = [];
  let more: () => void = () => {};
  const ear = await openEar(
    HERE,
    ({ ssrc }) => {
      heard.push(ssrc);
      more();
    },
    () => {},
  );
  open.push(ear);
  const [one, other] = [await speaker(), await speaker()];
  const say = (socket: Socket, ssrc: number) =>
    new Promise((sent) =>
      socket.send(
        new RtpWriter(ssrc, 0, 0).packet(160, () => 0),
        ear.port,
        HERE,
        sent,
      ),
    );
  /** Packets of one machine come in their order: what is said last is heard last. */
  const until = async (socket: Socket, ssrc: number) => {
    const came = new Promise<void>((resolve) => {
      more = () => {
        if (heard.at(-1) === ssrc) resolve();
      };
    });
    await say(socket, ssrc);
    await came;
  };
  await say(one, 1);
  // Whatever was sent before is in the queue of the socket by now, or was read already.
  await new Promise((resolve) => setImmediate(resolve));
  ear.hearFrom(one.address().port);
  await say(other, 2);
  await until(one, 3);
  ear.hearFrom(other.address().port);
  await say(one, 4);
  await until(other, 5);
  ear.hearFrom(null);
  await say(other, 6);
  await new Promise((resolve) => setImmediate(resolve));
  ear.hearFrom(one.address().port);
  await until(one, 7);
  expect(heard.filter((ssrc) => ssrc !== 1)).toEqual([3, 5, 7]);
});
