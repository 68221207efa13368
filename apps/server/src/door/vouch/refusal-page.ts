import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { ERRORS, type Locale, type Refusal } from "@belfry/contracts";
import Negotiator from "negotiator";
import { errorAnswer } from "../http/answers.ts";

type Code = "vouch_required" | "vouch_other_person";

const LANGUAGES: readonly Locale[] = ["en", "nl", "fr", "uk"];
const TEXTS: Readonly<Record<Locale, Readonly<Record<Code, readonly [title: string, text: string]>>>> = {
  en: {
    vouch_required: [
      "You cannot open this page yet",
      "Sign in on your company’s website first. Then open this page again.",
    ],
    vouch_other_person: [
      "You are two people at once",
      "You were signed in here as somebody else than on your company’s website. That is over now: load this page again.",
    ],
  },
  nl: {
    vouch_required: [
      "U kunt deze pagina nog niet openen",
      "Meld u eerst aan op de website van uw bedrijf. Open daarna deze pagina opnieuw.",
    ],
    vouch_other_person: [
      "U bent twee personen tegelijk",
      "U was hier aangemeld als iemand anders dan op de website van uw bedrijf. Dat is nu voorbij: laad deze pagina opnieuw.",
    ],
  },
  fr: {
    vouch_required: [
      "Vous ne pouvez pas encore ouvrir cette page",
      "Connectez-vous d’abord sur le site de votre entreprise. Ouvrez ensuite cette page à nouveau.",
    ],
    vouch_other_person: [
      "Vous êtes deux personnes à la fois",
      "Vous étiez connecté ici sous un autre nom que sur le site de votre entreprise. C’est terminé : rechargez cette page.",
    ],
  },
  uk: {
    vouch_required: [
      "Цю сторінку ще не можна відкрити",
      "Спочатку увійдіть на сайті вашої компанії. Потім відкрийте цю сторінку знову.",
    ],
    vouch_other_person: [
      "Ви — дві особи одночасно",
      "Тут ви увійшли як інша особа, ніж на сайті вашої компанії. Цей вхід завершено: завантажте сторінку ще раз.",
    ],
  },
};

/** Paths that programs in a page ask for; they read JSON. */
const FOR_PROGRAMS = /^\/(api|socket\.io|sip|mediatel|assets)(\/|\?|$)/;

/** Answers a request that the gate refuses: a plain page for somebody who looks, JSON for a program. */
export function answerRefused(
  request: IncomingMessage,
  response: ServerResponse,
  refusal: Refusal,
  headers: Readonly<Record<string, string>>,
): void {
  const { code } = refusal;
  const looks = (request.headers.accept ?? "").includes("text/html") && !FOR_PROGRAMS.test(request.url ?? "");
  const isPage = looks && (code === "vouch_required" || code === "vouch_other_person");
  const { status } = ERRORS[code];
  const body = isPage ? page(request, code) : JSON.stringify(errorAnswer(code, refusal.params));
  response.writeHead(status, STATUS_CODES[status] ?? "", {
    "content-type": isPage ? "text/html; charset=utf-8" : "application/json; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    vary: "accept, accept-language, cookie",
    ...headers,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

function page(request: IncomingMessage, code: Code): string {
  const wanted = new Negotiator(request).language([...LANGUAGES]);
  const language = LANGUAGES.find((one) => one === wanted) ?? "en";
  const [title, text] = TEXTS[language][code];
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title></head>
<body><main><h1>${title}</h1>
<p>${text}</p></main></body></html>
`;
}
