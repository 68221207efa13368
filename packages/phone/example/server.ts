import { io } from "socket.io-client";
import type { AnnouncedCall, ClaimAnswer, Credentials, QualityReport, Report } from "../src/index.ts";

/** As much of the server's view of this agent as this page shows. */
interface Me {
  readonly state: { readonly state: string };
  readonly device: { readonly owner: string | null };
  readonly call: (AnnouncedCall & { readonly caller: { readonly number: string | null } }) | null;
}

interface Change {
  readonly part: string;
  readonly value: unknown;
}

async function post(path: string, body: object): Promise<unknown> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // The phone tells a refusal (401, 403) from a server that is away by this `status`.
  if (!response.ok)
    throw Object.assign(new Error(`The server answered ${response.status}.`), { status: response.status });
  return response.json();
}

function isCredentials(answer: unknown): answer is Credentials {
  return typeof answer === "object" && answer !== null && "uri" in answer && "authorizationUser" in answer;
}

export async function signIn(form: FormData): Promise<void> {
  await post("/api/v1/session", Object.fromEntries(form));
}

/** The page's channel to a Belfry server: everything that the phone is not for. */
export class Server {
  readonly #socket = io({ path: "/socket.io" });
  readonly #listeners = new Set<(me: Me) => void>();

  constructor() {
    const tell = (me: Me | null) => {
      if (me !== null) for (const listener of this.#listeners) listener(me);
    };
    this.#socket.on("snapshot", ({ value }: { value: { me: Me | null } }) => tell(value.me));
    this.#socket.on("change", ({ changes }: { changes: readonly Change[] }) => {
      const mine = changes.findLast((change): change is { part: "me"; value: Me } => change.part === "me");
      if (mine !== undefined) tell(mine.value);
    });
  }

  onMe(listener: (me: Me) => void): void {
    this.#listeners.add(listener);
  }

  onConnected(listener: () => void): void {
    this.#socket.on("connect", listener);
  }

  async credentials(request: { readonly tab: string }): Promise<Credentials> {
    const answer = await post("/api/v1/phone/credentials", request);
    if (!isCredentials(answer)) throw new Error("The server answered something else.");
    return answer;
  }

  claim(claim: { readonly tab: string; readonly takeOver: boolean }): Promise<ClaimAnswer> {
    return this.#socket.timeout(8_000).emitWithAck("claimPhone", claim);
  }

  release(claim: { readonly tab: string }): void {
    this.#socket.emit("releasePhone", claim);
  }

  report(report: Report): void {
    this.#socket.volatile.emit("device", report);
  }

  quality(sample: QualityReport): void {
    this.#socket.volatile.emit("quality", sample);
  }

  async command(command: { readonly type: string }): Promise<void> {
    const answer: ClaimAnswer = await this.#socket.timeout(8_000).emitWithAck("command", command);
    if (!answer.ok) throw new Error(answer.error.code);
  }
}
