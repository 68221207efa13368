import { EventEmitter } from "node:events";
import { IncomingMessage, type Server, ServerResponse } from "node:http";
import { Duplex } from "node:stream";
import { Refusal } from "@belfry/contracts";
import type { FastifyBaseLogger } from "fastify";
import type { DoorDeps, VouchSettings } from "../ports.ts";
import { isForPrograms, isVisitorsPhone } from "../programs.ts";
import { isForVisitors } from "../public/paths.ts";
import { refuseUpgrade } from "../refuse-upgrade.ts";
import { COOKIE, describePerson, readCookie } from "../signed-in.ts";
import { answerRefused } from "./refusal-page.ts";
import { readVouch, type Vouched, vouchesFor } from "./vouch-cookie.ts";

type Needs = Pick<DoorDeps, "settings" | "sessions" | "directory" | "now">;

/** The log tells of each reason to refuse at most this often: anybody may knock. */
const TELL_EVERY = 60_000;

const vouchedOf = new WeakMap<IncomingMessage, Vouched>();

/** Throws `vouch_other_person` when the request's cookie vouches for somebody else; without the gate it does nothing. */
export function requireSamePerson(
  request: IncomingMessage,
  { me }: { readonly me: Parameters<typeof vouchesFor>[1] },
): void {
  const vouched = vouchedOf.get(request);
  if (vouched !== undefined && !vouchesFor(vouched, me)) throw new Refusal("vouch_other_person");
}

/**
 * The VouchCookie gate, in front of everything that this server ever hears: pages, the API, Socket.IO with its
 * polling, SIP, and whatever is attached later. It stands where Node hands a request or an upgrade to its listeners,
 * so that no order of listeners leads past it.
 */
export function guardByVouch(server: Server, vouch: VouchSettings, deps: Needs, log: FastifyBaseLogger): void {
  const told = new Map<string, number>();
  const tell = (reason: string) => {
    const now = deps.now();
    if (now - (told.get(reason) ?? Number.NEGATIVE_INFINITY) < TELL_EVERY) return;
    told.set(reason, now);
    log.info({ reason }, "The VouchCookie gate refused a request");
  };

  async function admit(request: IncomingMessage): Promise<Refusal | null> {
    const verdict = await readVouch(request.headers.cookie, vouch, deps.now());
    if ("reason" in verdict) {
      tell(verdict.reason);
      return new Refusal("vouch_required");
    }
    vouchedOf.set(request, verdict.vouched);
    const session = deps.sessions.find(readCookie(request.headers.cookie, COOKIE) ?? "", deps.now());
    const who = session === null ? null : describePerson(session, deps.directory);
    if (who === null || vouchesFor(verdict.vouched, who.me)) return null;
    tell("the session of somebody else");
    return new Refusal("vouch_other_person");
  }

  async function refusalOf(request: IncomingMessage): Promise<Refusal | null> {
    try {
      return await admit(request);
    } catch (error) {
      log.error({ err: error }, "The VouchCookie gate failed");
      return new Refusal("internal", { trace: "vouch-gate" });
    }
  }

  const pass = EventEmitter.prototype.emit.bind(server);
  server.emit = (event: string | symbol, ...about: unknown[]): boolean => {
    const [request, answer] = about;
    if ((event !== "request" && event !== "upgrade") || !(request instanceof IncomingMessage))
      return pass(event, ...about);
    // A client may vanish while its cookie is looked at; an error that nobody listens to would end the process.
    if (answer instanceof Duplex) answer.on("error", () => answer.destroy());
    const isOpen = event === "request" ? isForPrograms(request) || isForVisitors(request) : isVisitorsPhone(request);
    if (isOpen) return pass(event, ...about);
    void refusalOf(request).then((refusal) => {
      if (refusal === null) return void pass(event, ...about);
      if (answer instanceof Duplex) return refuseUpgrade(answer, refusal);
      // Without this the browser would stay the other person, and come back refused for ever.
      const leave = { "set-cookie": `${COOKIE}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax` };
      if (answer instanceof ServerResponse)
        answerRefused(request, answer, refusal, refusal.code === "vouch_other_person" ? leave : {});
    });
    return true;
  };
}
