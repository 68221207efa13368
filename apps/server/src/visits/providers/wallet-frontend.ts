import type { FinalStatus, WalletStatus } from "./provider.ts";

/** What the browser's client of a wallet may ask of us about one visit. */
export interface WalletSession {
  readonly status: () => WalletStatus | FinalStatus;
  /** Called at each change; the result ends that. */
  readonly onStatus: (listener: () => void) => () => void;
  readonly cancel: () => void;
}

export type FrontendAnswer =
  | { readonly kind: "json"; readonly status: number; readonly body: unknown }
  | { readonly kind: "nothing"; readonly status: number }
  /** Server-sent events, already framed; ends with the session or with the signal. */
  | { readonly kind: "events"; readonly events: (signal: AbortSignal) => AsyncIterable<string> };

/** As the protocol between a wallet's server and its front end names them. */
const NAMES: Readonly<Record<WalletStatus | FinalStatus, string>> = {
  initialized: "INITIALIZED",
  pairing: "PAIRING",
  connected: "CONNECTED",
  done: "DONE",
  cancelled: "CANCELLED",
  timeout: "TIMEOUT",
  down: "TIMEOUT",
};
const FINAL: ReadonlySet<string> = new Set(["done", "cancelled", "timeout", "down"]);

/**
 * Answers the front-end protocol of IRMA servers (version 1.1) out of what we know: the wallet's server is asked by us
 * alone. Pairing cannot be switched off here, its code is not to be learnt here, and it is completed by our own route
 * only. Whoever calls has checked the authorization.
 *
 * `path` is what comes after the visit's own address: `""` or `frontend/status` and the like.
 */
export function answerFrontend(session: WalletSession, method: string, path: string): FrontendAnswer {
  const state = session.status();
  switch (`${method} ${path}`) {
    case "GET frontend/status":
      return { kind: "json", status: 200, body: { status: NAMES[state] } };
    case "GET frontend/statusevents":
      return { kind: "events", events: (signal) => events(session, signal) };
    case "POST frontend/options":
      // No pairing code: the client compares it itself, and would let a wrong one through as a right one.
      return {
        kind: "json",
        status: 200,
        body: { "@context": "https://irma.app/ld/request/frontendoptions/v1", pairingMethod: "pin" },
      };
    case "POST frontend/pairingcompleted":
      return state === "connected" || state === "done"
        ? { kind: "nothing", status: 204 }
        : { kind: "json", status: 403, body: remoteError(403, "PAIRING_REQUIRED", "Pairing is completed elsewhere") };
    case "DELETE ":
      if (!FINAL.has(state)) session.cancel();
      return { kind: "nothing", status: 200 };
    default:
      return { kind: "json", status: 404, body: remoteError(404, "INVALID_REQUEST", "There is no such endpoint") };
  }
}

function remoteError(status: number, error: string, description: string) {
  return { status, error, description, message: "", stacktrace: "" };
}

async function* events(session: WalletSession, signal: AbortSignal): AsyncIterable<string> {
  let wake = () => {};
  const end = session.onStatus(() => wake());
  const aborted = () => wake();
  signal.addEventListener("abort", aborted);
  try {
    let told: string | null = null;
    while (!signal.aborted) {
      const state = session.status();
      if (state !== told) {
        told = state;
        yield `event: message\ndata: ${JSON.stringify({ status: NAMES[state] })}\n\n`;
        if (FINAL.has(state)) return;
        continue;
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (session.status() !== told || signal.aborted) resolve();
      });
    }
  } finally {
    end();
    signal.removeEventListener("abort", aborted);
  }
}
