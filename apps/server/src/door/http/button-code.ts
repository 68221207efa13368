import type { ButtonCode, Locale, Payer, Purpose } from "@belfry/contracts";

const CALL: Readonly<Record<Locale, string>> = { en: "Call", nl: "Bel", fr: "Appelez le", uk: "Телефонуйте:" };
const PAID: Readonly<Record<Payer, Readonly<Record<Locale, string>>>> = {
  organisation: { en: "free of charge", nl: "gratis", fr: "gratuit", uk: "безкоштовно" },
  caller: {
    en: "at your usual call rate",
    nl: "u betaalt uw gebruikelijke belkosten",
    fr: "au prix d’un appel normal",
    uk: "за звичайним тарифом",
  },
};

/** What a website needs to show a purpose's button: without the script, or JavaScript, the number is there all the same. */
export function buttonCode(about: {
  /** Of this server, as websites reach it. */
  readonly origin: string;
  /** The script: where it is below the origin, and what it is. */
  readonly button: { readonly path: string; readonly integrity: string };
  readonly organisation: string;
  readonly purpose: Pick<Purpose, "name" | "callFromPage">;
  readonly number: { readonly number: string; readonly national: string; readonly payer: Payer | null };
  readonly language: Locale;
}): ButtonCode {
  const { origin, button, organisation, purpose, number, language } = about;
  const url = `${origin}${button.path}`;
  const paid = number.payer === null ? "" : ` (${PAID[number.payer][language]})`;
  const attributes = [
    ["organisation", organisation],
    ["purpose", purpose.name],
    ["language", language],
  ].map(([name, value]) => `${name}="${escaped(value ?? "")}"`);
  const call = `${CALL[language]} <a href="tel:${escaped(number.number)}">${escaped(number.national)}</a>${escaped(paid)}`;
  return {
    html: [
      `<script type="module" crossorigin="anonymous" src="${escaped(url)}" integrity="${escaped(button.integrity)}"></script>`,
      `<belfry-call ${attributes.join(" ")}>`,
      `  <p>${call}</p>`,
      "</belfry-call>",
    ].join("\n"),
    script: { url, integrity: button.integrity },
    policy: [
      { directive: "script-src", sources: [origin] },
      // The call itself goes by a WebSocket, which no https:// covers (CSP 3, 6.7.2.8).
      { directive: "connect-src", sources: purpose.callFromPage ? [origin, origin.replace(/^http/, "ws")] : [origin] },
    ],
  };
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
