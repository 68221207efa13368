import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { errorCode, Refusal } from "./refusal.ts";

/**
 * Holds the data folder for one Belfry. The lock is a socket in Linux's abstract namespace, so it goes by itself
 * when the process ends, in whatever way. Whoever asks it gets the words of the one that runs.
 */
export async function holdDataFolder(dataDir: string, words: string): Promise<Server> {
  const name = `\0belfry-${createHash("sha256").update(dataDir).digest("base64url")}`;
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.end(words);
  });
  server.listen(name);
  try {
    await once(server, "listening");
  } catch (error) {
    if (errorCode(error) !== "EADDRINUSE") throw error;
    throw new Refusal(
      `Belfry already runs with ${dataDir} (${await ask(name)}). Use that one, stop it first, or give this one ` +
        "another folder with BELFRY_DATA_DIR and other ports.",
    );
  }
  server.unref();
  return server;
}

function ask(name: string): Promise<string> {
  return new Promise((done) => {
    let answer = "";
    const socket = connect(name);
    socket.setTimeout(1000, () => socket.destroy());
    socket.setEncoding("utf8").on("data", (text: string) => {
      answer += text;
    });
    socket.on("error", () => {});
    socket.once("close", () => done(answer === "" ? "it does not answer" : answer));
  });
}
