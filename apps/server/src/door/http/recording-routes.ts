import { Readable } from "node:stream";
import { listening, Refusal, recording } from "@belfry/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Sound } from "../ports.ts";
import type { SignedIn } from "../signed-in.ts";
import { type Api, type Deps, failures, signedIn, who } from "./api.ts";
import { byteRange } from "./byte-range.ts";

const TYPE = "audio/ogg; codecs=opus";
const call = z.string().min(1).max(64);
const flag = z.enum(["0", "1"]).default("0");

/** What was said in a call, by its trace id. Whoever may not listen learns no more than where there is nothing. */
export function recordingRoutes(app: Api, deps: Deps): void {
  const onRequest = signedIn(deps);
  const tags = ["Recordings"];
  const params = z.object({ call });

  app.get(
    "/recordings/:call",
    {
      onRequest,
      schema: { tags, summary: "The recording of a call", params, response: { 200: recording, ...failures } },
    },
    async (request) => {
      const asker = who(request);
      await requireListener(deps, asker, request.params.call);
      const found = await deps.recordings.find(asker.session.organisation, request.params.call);
      if (found === null) throw new Refusal("not_found");
      return found;
    },
  );

  app.get(
    "/recordings/:call/audio",
    {
      onRequest,
      // What only asks for headers is no listening.
      exposeHeadRoute: false,
      schema: {
        tags,
        summary: "Its sound: Ogg Opus, the agent left and the caller right. Every listening is written down",
        produces: ["audio/ogg"],
        params,
        querystring: z.object({ download: flag }),
        response: { 200: z.unknown().meta({ type: "string", format: "binary" }), ...failures },
      },
    },
    async (request, reply) => play(deps, request, reply, request.params.call, request.query.download === "1"),
  );

  app.get(
    "/recordings/:call/listenings",
    {
      onRequest: signedIn(deps, ["admin"]),
      schema: {
        tags,
        summary: "Who listened, the latest first",
        params,
        response: { 200: listening.array(), ...failures },
      },
    },
    async (request) => [...(await deps.recordings.listenings(who(request).session.organisation, request.params.call))],
  );
}

/** The link that CRMs which know Mediatel make of a call trace id. */
export function recordingLink(app: FastifyInstance, deps: Deps): void {
  const query = z.object({ calltraceID: call, download: flag });
  app.get(
    "/records/mediatel-record",
    { onRequest: signedIn(deps), exposeHeadRoute: false, schema: { hide: true } },
    async (request: FastifyRequest, reply: FastifyReply) => {
      const asked = query.safeParse(request.query);
      if (!asked.success) throw new Refusal("invalid_request", { detail: "calltraceID is missing" });
      return play(deps, request, reply, asked.data.calltraceID, asked.data.download === "1");
    },
  );
}

/**
 * Supervisors and admins may listen to every call of their organisation, agents to those whose caller they served.
 * Whoever was only asked for advice by a colleague was never heard by the caller, and hears no more than that.
 */
async function requireListener(deps: Deps, { person, session }: SignedIn, id: string): Promise<void> {
  if (person.roles.some((role) => role === "supervisor" || role === "admin")) return;
  const own = await deps.history.detail(session.organisation, id, person.id);
  const served = own?.events.some(({ what, detail }) => what === "answered" && detail["agent"] === person.id) ?? false;
  if (!served) throw new Refusal("not_found");
}

async function play(deps: Deps, request: FastifyRequest, reply: FastifyReply, id: string, download: boolean) {
  const asker = who(request);
  const { organisation } = asker.session;
  await requireListener(deps, asker, id);
  const sound = await deps.recordings.open(organisation, id);
  if (sound === null) throw new Refusal("not_found");
  const range = byteRange(request.headers.range, sound.length);
  reply.header("accept-ranges", "bytes").header("cache-control", "no-store, private");
  if (range === "none") {
    await sound.close();
    return reply.code(416).header("content-range", `bytes */${sound.length}`).send();
  }
  const { from, to } = range ?? { from: 0, to: sound.length };
  if (range !== null) reply.code(206).header("content-range", `bytes ${from}-${to - 1}/${sound.length}`);
  reply.type(TYPE).header("content-length", to - from);
  const disposition = download ? "attachment" : "inline";
  reply.header("content-disposition", `${disposition}; filename="${id.replaceAll(/[^\w-]/g, "")}.ogg"`);
  return reply.send(await beginning(sound, { from, to }, () => noted(deps, asker, id, download)));
}

function noted({ recordings, now }: Deps, { person, session }: SignedIn, id: string, download: boolean): Promise<void> {
  return recordings.noteListening(session.organisation, id, { person: person.id, name: person.name, download }, now());
}

/** Opens the first part before anything is answered, so that damage is told and not just broken off. */
async function beginning(sound: Sound, { from, to }: { from: number; to: number }, note: () => Promise<void>) {
  const parts = sound.read(from, to)[Symbol.asyncIterator]();
  try {
    const first = await parts.next();
    await note();
    return Readable.from(
      (async function* () {
        if (first.done !== true) yield first.value;
        yield* { [Symbol.asyncIterator]: () => parts };
      })(),
    );
  } catch (error) {
    await sound.close();
    throw error;
  }
}
