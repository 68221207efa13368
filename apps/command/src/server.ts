import { request } from "node:http";
import { type ErrorBody, errorBody } from "@belfry/contracts";
import { EXIT, Mistake } from "./mistake.ts";

interface Parser<T> {
  parse(value: unknown): T;
}

/** The server that runs with a data folder, by the socket in it (docs/decisions/0030). */
export class Server {
  readonly #socketPath: string;
  readonly #dataDir: string;

  constructor(socketPath: string, dataDir: string) {
    this.#socketPath = socketPath;
    this.#dataDir = dataDir;
  }

  /** Rejects with a `Mistake`: the server's own sentence, or why it cannot be reached. */
  async ask<T>(method: "GET" | "POST" | "DELETE", path: string, body: unknown, parser: Parser<T>): Promise<T> {
    const { status, text } = await this.#send(method, path, body);
    if (status >= 200 && status < 300) return parser.parse(text === "" ? null : JSON.parse(text));
    throw new Mistake(EXIT.refused, sentence(text, status));
  }

  #send(method: string, path: string, body: unknown): Promise<{ status: number; text: string }> {
    return new Promise((done, failed) => {
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      const asked = request({ socketPath: this.#socketPath, method, path, headers }, (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        answer.once("end", () => done({ status: answer.statusCode ?? 0, text }));
        answer.once("error", (error) => failed(this.#unreachable(error)));
      });
      asked.once("error", (error) => failed(this.#unreachable(error)));
      asked.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  #unreachable(error: Error): Mistake {
    const code = "code" in error ? error.code : null;
    if (code === "EACCES" || code === "EPERM") {
      return new Mistake(
        EXIT.notRunning,
        `Only the account that Belfry runs as, and root, may do this: ${this.#dataDir} belongs to another user. ` +
          "Say it again with sudo.",
      );
    }
    if (code === "ENOENT" || code === "ECONNREFUSED") {
      return new Mistake(
        EXIT.notRunning,
        `No Belfry runs with ${this.#dataDir}. Start it with npm start and say this again; where it runs with another ` +
          "folder, name that with BELFRY_DATA_DIR or --config FILE.",
      );
    }
    return new Mistake(
      EXIT.notRunning,
      `Belfry ended in the middle (${String(code)}). Look whether it runs, and try again.`,
    );
  }
}

/** A refusal as people read it; the place of a mistake in words that are no options is left out. */
function sentence(text: string, status: number): string {
  let answer: ErrorBody | null = null;
  try {
    answer = errorBody.parse(JSON.parse(text));
  } catch {
    return `Belfry answered ${status} and no more. Look into its log.`;
  }
  return answer.error.message;
}
