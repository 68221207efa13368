import { createSocket, type Socket } from "node:dgram";
import { type AudioDigit, digitOfLog } from "./digits.ts";

/** Takes rtpengine's digit log from a UDP port of the loopback. Rejects when the port is taken. */
export async function openDigitLog(port: number, onDigit: (digit: AudioDigit) => void): Promise<Socket> {
  const socket = createSocket("udp4");
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(port, "127.0.0.1", () => {
      socket.off("error", reject);
      resolve();
    });
  });
  socket.on("error", () => {});
  socket.on("message", (datagram) => {
    const digit = digitOfLog(datagram.toString("utf8"));
    if (digit !== null) onDigit(digit);
  });
  return socket;
}
