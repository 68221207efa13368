import { createSocket } from "node:dgram";

/** Sends a message of these lines to the edge as it is; the first answer, or null when none comes in time. */
export async function sendDatagram(
  port: number,
  lines: readonly string[],
  within = 3000,
  from = "127.0.0.1",
): Promise<string | null> {
  const socket = createSocket("udp4");
  try {
    await new Promise<void>((resolve) => socket.bind(0, from, resolve));
    const answer = new Promise<string | null>((resolve) => {
      const limit = setTimeout(() => resolve(null), within);
      socket.once("message", (data) => {
        clearTimeout(limit);
        resolve(data.toString("utf8"));
      });
    });
    socket.send(`${lines.join("\r\n")}\r\n\r\n`, port, "127.0.0.1");
    return await answer;
  } finally {
    socket.close();
  }
}
