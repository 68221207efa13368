import { createSocket, type Socket } from "node:dgram";
import { type RtpPacket, readRtp } from "./rtp.ts";

/** A port of this machine on which one party's sound is heard, PCMA by RTP. */
export interface Ear {
  readonly port: number;
  /** Whose sound it is: of the same address, from this port alone. Nobody's before, and nobody's with null. */
  hearFrom(port: number | null): void;
  close(): void;
}

/**
 * Opens an ear on a free port. Rejects when there is none; `broken` may follow later. Both never come, and nothing is
 * heard any more, once it is closed.
 */
export async function openEar(
  address: string,
  hear: (packet: RtpPacket) => void,
  broken: (error: Error) => void,
): Promise<Ear> {
  const socket: Socket = createSocket({ type: "udp4", recvBufferSize: 1 << 18 });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.bind(0, address, () => {
        socket.off("error", reject);
        resolve();
      });
    });
  } catch (error) {
    socket.close();
    throw error;
  }
  let open = true;
  let from: number | null = null;
  socket.on("error", (error) => {
    if (open) broken(error);
  });
  socket.on("message", (datagram, sender) => {
    if (sender.port !== from || sender.address !== address) return;
    const packet = readRtp(datagram);
    if (packet !== null) hear(packet);
  });
  return {
    port: socket.address().port,
    hearFrom(port) {
      from = port;
    },
    close() {
      if (!open) return;
      open = false;
      socket.removeAllListeners("message");
      socket.close();
    },
  };
}
