import { type Locale, VISIT_PAGES } from "@belfry/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import Negotiator from "negotiator";
import type { DoorDeps } from "../ports.ts";
import { WORDS } from "./visitor-words.ts";

const LANGUAGES: readonly Locale[] = ["en", "nl", "fr", "uk"];

type Needs = Pick<DoorDeps, "callButton" | "visits" | "tryOut">;

/**
 * The two pages of ours that visitors see: the end of a sign-in at a service, and a page that shows the demo
 * organisation's button as its website would. Both use the script that other websites use.
 */
export async function visitorPages(app: FastifyInstance, deps: Needs): Promise<void> {
  app.get(VISIT_PAGES.done, { schema: { hide: true } }, async (request, reply) => {
    const language = languageOf(request);
    const words = WORDS[language];
    return send(reply, page(deps, language, words.done, `<belfry-visit><p>${words.doneElse}</p></belfry-visit>`));
  });

  app.get("/try", { schema: { hide: true } }, async (request, reply) => {
    const language = languageOf(request);
    const words = WORDS[language];
    const shown = deps.tryOut();
    if (shown === null) return send(reply.code(404), page(deps, language, words.tryTitle, `<p>${words.noDemo}</p>`));
    const { organisation, purpose, number, national } = shown;
    const link = `<a href="tel:${escaped(number)}">${escaped(national)}</a>`;
    const button = `<belfry-call organisation="${escaped(organisation)}" purpose="${escaped(purpose)}" language="${language}">
<p>${words.call} ${link}</p></belfry-call>`;
    return send(
      reply,
      page(
        deps,
        language,
        words.tryTitle,
        `<p class="mark">${words.demonstration}</p><p>${words.tryText}</p>${button}`,
      ),
    );
  });
}

function send(reply: FastifyReply, html: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").header("cache-control", "no-store").send(html);
}

function languageOf(request: FastifyRequest): Locale {
  const [wanted] = new Negotiator(request.raw).languages([...LANGUAGES]);
  return LANGUAGES.find((one) => one === wanted) ?? "en";
}

function page({ callButton: { current } }: Needs, language: Locale, title: string, body: string): string {
  const script =
    current === null
      ? ""
      : `<script type="module" crossorigin="anonymous" src="${current.path}" integrity="${current.integrity}"></script>`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<style>
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText; }
main { max-width: 38rem; margin: 0 auto; padding: 1rem; display: grid; gap: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 1rem 0 0; } p { margin: 0; } a { color: LinkText; }
.mark { border: 1px solid; border-inline-start-width: 0.4rem; padding: 0.5rem 0.75rem; }
</style>${script}</head>
<body><main><h1>${title}</h1>
${body}
</main></body></html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
