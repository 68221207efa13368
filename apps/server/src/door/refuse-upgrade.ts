import { STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { ERRORS, type Refusal } from "@belfry/contracts";
import { errorAnswer } from "./http/answers.ts";

/** Answers an upgrade that is refused, and closes the connection: a WebSocket can follow no other answer. */
export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  const { status } = ERRORS[refusal.code];
  const body = JSON.stringify(errorAnswer(refusal.code, refusal.params));
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
      "Connection: close",
      "Content-Type: application/json; charset=utf-8",
      `Content-Length: ${Buffer.byteLength(body)}`,
      "",
      body,
    ].join("\r\n"),
  );
}
