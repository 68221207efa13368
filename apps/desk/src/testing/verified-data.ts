import type {
  ButtonCode,
  ErasureReceiptPage,
  IdentityProvider,
  Purpose,
  VerifiedCallingSettings,
} from "@belfry/contracts";

const NUMBER = "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0051";
const YIVI = "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0061";
const BROKER = "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0062";

export const PROVIDERS: readonly IdentityProvider[] = [
  {
    id: YIVI,
    kind: "irma",
    name: "Yivi",
    url: "https://yivi.city.example",
    authentication: "token",
    requestor: "",
    mapping: {
      bsn: ["pbdf.gemeente.personalData.bsn"],
      fullName: ["pbdf.gemeente.personalData.fullname"],
      birthDate: ["pbdf.gemeente.personalData.dateofbirth"],
    },
    hasSecret: true,
  },
  {
    id: BROKER,
    kind: "oidc",
    name: "DigiD",
    issuer: "https://broker.city.example",
    clientId: "belfry",
    scope: "openid",
    acrValues: "",
    mapping: { bsn: ["bsn"], fullName: ["name"], birthDate: ["birthdate"] },
    hasSecret: true,
  },
];

export const PERMITS: Purpose = {
  id: "0b5cc2f0-2d6c-4a41-8b0e-2f6d5a3c0071",
  name: "permits",
  title: {
    en: "Call about your permit",
    nl: "Bel over uw vergunning",
    fr: "Appeler au sujet de votre permis",
    uk: "Запитати про ваш дозвіл",
  },
  explanation: {
    en: "We then have your application at hand at once, and need not ask who you are.",
    nl: "Wij hebben uw aanvraag dan meteen voor ons en hoeven niet te vragen wie u bent.",
    fr: "Nous avons alors tout de suite votre demande sous les yeux.",
    uk: "Тоді ваша заява буде в нас одразу під рукою.",
  },
  languages: ["en", "nl", "fr", "uk"],
  number: NUMBER,
  attributes: [
    { tag: "fullName", shown: true },
    { tag: "birthDate", shown: true },
    { tag: "bsn", shown: false },
  ],
  providers: [YIVI, BROKER],
  hours: {
    timeZone: "Europe/Amsterdam",
    weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: 510, to: 1020 })),
    holidays: [],
  },
  links: [{ label: "Open case", template: "https://cases.city.example/search?bsn={bsn}" }],
  callFromPage: true,
  active: true,
};

export const VERIFIED_SETTINGS: VerifiedCallingSettings = {
  origins: ["https://www.city.example"],
  codeLength: 8,
  forgetAfterMinutes: 60,
  forgetCallers: "verified",
};

const ORIGIN = "https://belfry.city.example";
export const BUTTON: ButtonCode = {
  html: [
    `<script type="module" crossorigin="anonymous" src="${ORIGIN}/call-button/0.1.0-3f0a9c21d7/belfry-call.js" integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"></script>`,
    '<belfry-call organisation="demo" purpose="permits" language="en">',
    '  <p>Call <a href="tel:+31201230001">020 123 0001</a> (at your usual call rate)</p>',
    "</belfry-call>",
  ].join("\n"),
  script: { url: `${ORIGIN}/call-button/0.1.0-3f0a9c21d7/belfry-call.js`, integrity: "sha384-x" },
  policy: [
    { directive: "script-src", sources: [ORIGIN] },
    { directive: "connect-src", sources: [ORIGIN, ORIGIN.replace("http", "ws")] },
  ],
};

const FORGOTTEN_AT = 1_789_900_000_000;

/** The newest first, as the server answers them. */
export const RECEIPTS: ErasureReceiptPage = {
  items: [
    { number: 3, kinds: [{ kind: "callerNumber" as const, count: 2 }], why: "time" as const },
    { number: 2, kinds: [{ kind: "code" as const }, { kind: "providerReference" as const }], why: "asked" as const },
    {
      number: 1,
      kinds: [{ kind: "attributes" as const, tags: ["bsn" as const, "fullName" as const] }, { kind: "code" as const }],
      why: "time" as const,
    },
  ].map((one) => ({
    ...one,
    id: NUMBER,
    learnedAt: FORGOTTEN_AT + (one.number - 60) * 60_000,
    dueAt: FORGOTTEN_AT + one.number * 60_000,
    erasedAt: FORGOTTEN_AT + one.number * 60_000 + 800,
    previous: String(one.number - 1).repeat(64),
    hash: String(one.number).repeat(64),
  })),
  next: null,
  head: { number: 3, hash: "3".repeat(64) },
};
