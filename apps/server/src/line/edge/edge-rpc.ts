import { request } from "node:http";

export type RpcResult =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly reason: string };

const LIMIT = 3000;

/** One call of Kamailio's JSON-RPC, on its WebSocket port. */
export function edgeRpc(
  port: number,
  key: string,
  method: string,
  params: readonly (string | number)[],
): Promise<RpcResult> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  return new Promise((resolve) => {
    const fail = (reason: string) => resolve({ ok: false, reason });
    const call = request(
      {
        host: "127.0.0.1",
        port,
        path: "/rpc",
        method: "POST",
        agent: false,
        timeout: LIMIT,
        headers: {
          "X-Belfry-Key": key,
          "Content-Type": "application/json",
          "Content-Length": Buffer.byteLength(body),
          // Kamailio reads HTTP with its SIP parser, which wants a Via to answer by.
          Via: `SIP/2.0/TCP 127.0.0.1:${port};branch=z9hG4bKrpc`,
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", (error) => fail(error.message));
        response.on("end", () => resolve(read(response.statusCode ?? 0, Buffer.concat(chunks).toString("utf8"))));
      },
    );
    call.on("timeout", () => call.destroy(new Error("no answer in time")));
    call.on("error", (error) => fail(error.message));
    call.end(body);
  });
}

function read(status: number, body: string): RpcResult {
  try {
    const reply: unknown = JSON.parse(body);
    if (typeof reply === "object" && reply !== null && "result" in reply) return { ok: true, result: reply.result };
    if (typeof reply === "object" && reply !== null && "error" in reply)
      return { ok: false, reason: JSON.stringify(reply.error) };
  } catch {
    // An answer that is no JSON is told below by its status.
  }
  return { ok: false, reason: `HTTP ${status}` };
}
