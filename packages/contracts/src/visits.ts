import { z } from "zod";
import { duration, instant, locale } from "./agent-view.ts";
import { uuid } from "./rest/common.ts";

/**
 * What a visitor's browser and Belfry say to each other, from other websites and without cookies. A visit is opened by
 * its token, which only the page that began it holds; it travels as `Authorization: Bearer`.
 */
export const PUBLIC_API = {
  /** Under `/<organisation>/<purpose>`: `GET ?language=` answers `purposeOffer`. */
  purposes: "/api/public/v1/purposes",
  /** `POST` with `visitRequest` answers `visitStarted`. */
  visits: "/api/public/v1/visits",
  /** `GET` answers `visitView`, `DELETE` gives the visit up and has it forgotten at once. */
  visit: "/api/public/v1/visits/current",
  /** `GET` answers server-sent events: each is a `visitView`. */
  visitEvents: "/api/public/v1/visits/current/events",
  /** `POST` with `pairingRequest` answers `visitView`. */
  visitPairing: "/api/public/v1/visits/current/pairing",
  /** `POST` answers `visitPhone`, once. */
  visitPhone: "/api/public/v1/visits/current/phone",
  /**
   * For the window that came back from a service to sign in at, on a page of ours: `POST` answers `visitWindow`, once.
   * The only one of these with a cookie.
   */
  visitWindow: "/api/public/v1/visits/window",
  /** Under `/<id>/frontend/…`: what a wallet's front end asks of its server, answered by ours. */
  wallet: "/api/public/v1/wallet",
} as const;

/** Pages of ours in a visit by way of a service to sign in at. */
export const VISIT_PAGES = {
  /** Under `/<opening>`: leads to the service, once. */
  go: "/visit/go",
  /** Where the service sends the visitor back to; leads to `done`. */
  back: "/visit/return",
  /** Shows number and code, with the token that `visitWindow` answers; with `#failed`: why there is none. */
  done: "/visit/done",
} as const;

/** The token of the window: it is proven to be in the hands of whoever signed in. */
export const visitWindow = z.object({ token: z.string() });
export type VisitWindow = z.infer<typeof visitWindow>;

/** A purpose is named by the same word in the page and in the admin's list. */
export const purposeName = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);

/** Abstract names of what can be known of a person; a provider maps them to its own. */
export const attributeTag = z.enum([
  "bsn",
  "fullName",
  "givenNames",
  "familyName",
  "birthDate",
  "over18",
  "address",
  "postcode",
  "city",
  "country",
  "nationality",
  "mobileNumber",
  "email",
  "companyNumber",
  "companyName",
]);
export type AttributeTag = z.infer<typeof attributeTag>;

/** Who pays for a call to a number: the organisation (0800), or the caller. */
export const payer = z.enum(["organisation", "caller"]);
export type Payer = z.infer<typeof payer>;

/** `national` is how people write the number in its country. */
const numberToCall = z.object({ number: z.string(), national: z.string(), payer: payer.nullable() });

export const providerKind = z.enum(["irma", "oidc", "demo"]);
export type ProviderKind = z.infer<typeof providerKind>;

/** What a button needs before anything has begun. */
export const purposeOffer = z.object({
  organisation: z.string(),
  title: z.string(),
  explanation: z.string(),
  languages: z.array(locale).min(1),
  to: numberToCall,
  attributes: z.array(attributeTag),
  providers: z.array(z.object({ id: uuid, kind: providerKind, name: z.string() })),
  open: z.boolean(),
  /** When it opens next; null while it is open, and when that is not within two weeks. */
  opensAt: instant.nullable(),
  /** The page itself may make the call. */
  callFromPage: z.boolean(),
  /** How long after the disclosure everything is forgotten. */
  forgottenAfter: duration,
});
export type PurposeOffer = z.infer<typeof purposeOffer>;

export const visitRequest = z.object({
  organisation: z.string().min(1).max(40),
  purpose: z.string().min(1).max(40),
  language: locale,
  /** Null where there is one alone. */
  provider: uuid.nullable().default(null),
  /**
   * `phone`: the wallet is on this device, and its return dials number and code. `desktop`: the wallet is on another one;
   * pairing proves that both are in the same hands.
   */
  device: z.enum(["phone", "desktop"]),
});
export type VisitRequest = z.infer<typeof visitRequest>;

/** How the visitor discloses. */
export const presentation = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("wallet"),
    /** A demonstration: nothing that comes of it is verified. */
    demo: z.boolean(),
    /** Opens the wallet on this device. */
    link: z.string(),
    /** What a code to scan holds. */
    qr: z.string(),
    /** For the wallet's own client: its server is reached through ours, and knows nothing of this page. */
    session: z.object({
      sessionPtr: z.object({ u: z.string(), irmaqr: z.literal("disclosing") }),
      frontendRequest: z.object({
        authorization: z.string(),
        minProtocolVersion: z.string(),
        maxProtocolVersion: z.string(),
      }),
    }),
  }),
  /** A page of ours, to be opened in another window, which leads to the service and shows number and code afterwards. */
  z.object({ kind: z.literal("redirect"), url: z.string() }),
]);
export type Presentation = z.infer<typeof presentation>;

/** How to call: only for whom is proven to be in the same hands as the wallet. */
export const visitCall = numberToCall.extend({
  code: z.string(),
  /** `tel:` with number, pause and code. */
  link: z.string(),
  /** The page itself may make the call. */
  fromPage: z.boolean(),
});
export type VisitCall = z.infer<typeof visitCall>;

/** Why a visit came to nothing. The plain number is there all the same. */
export const visitFailure = z.enum([
  /** The visitor said no in the wallet, or gave up. */
  "cancelled",
  "timedOut",
  "providerDown",
  /** The provider's answer was not what was asked, or not valid. */
  "notProven",
  /** The pairing code was wrong too often. */
  "notPaired",
]);
export type VisitFailure = z.infer<typeof visitFailure>;

/**
 * ```
 *  disclosing ──▶ (pairing ──▶ disclosing) ──▶ disclosed ──▶ calling ──▶ waiting ⇄ connected ──▶ ended ──▶ forgotten
 *      └──────────▶ failed                          └──────────────── 60 minutes ───────────────────────────▲
 * ```
 */
export const visitView = z.discriminatedUnion("state", [
  z.object({ state: z.literal("disclosing"), until: instant }),
  /** The wallet shows a code, which is to be typed here. */
  z.object({ state: z.literal("pairing"), until: instant, triesLeft: z.number().int() }),
  z.object({
    state: z.literal("disclosed"),
    /** From then on everything is forgotten. */
    until: instant,
    /** Null: number and code were given to the wallet, or to the window in which the visitor signed in. */
    call: visitCall.nullable(),
  }),
  z.object({ state: z.literal("calling"), until: instant }),
  z.object({
    state: z.literal("waiting"),
    until: instant,
    /** 1: next. */
    place: z.number().int().positive().nullable(),
  }),
  z.object({ state: z.literal("connected"), until: instant, since: instant }),
  z.object({ state: z.literal("ended"), until: instant }),
  /** `receipt`: the number of the proof that the organisation keeps. */
  z.object({ state: z.literal("forgotten"), receipt: z.string().nullable() }),
  z.object({ state: z.literal("failed"), why: visitFailure }),
]);
export type VisitView = z.infer<typeof visitView>;

export const visitStarted = z.object({ token: z.string(), visit: visitView, presentation });
export type VisitStarted = z.infer<typeof visitStarted>;

export const pairingRequest = z.object({ code: z.string().regex(/^\d{4,8}$/) });

/** SIP credentials for one call, to one number, from one page. */
export const visitPhone = z.object({
  /** WebSocket address of SIP, with a pass that opens it once. */
  url: z.string(),
  uri: z.string(),
  authorizationUser: z.string(),
  password: z.string(),
  /** What to call. */
  target: z.string(),
  expiresAt: instant,
});
export type VisitPhone = z.infer<typeof visitPhone>;

/** One thing that is known of a caller, and how. */
export const verifiedAttribute = z.object({
  tag: attributeTag,
  value: z.string(),
  /** For people: who vouches for it. */
  source: z.string(),
  /** The provider's own name of it. */
  sourceAttribute: z.string(),
  /** Nothing of a demonstration is verified. */
  demo: z.boolean(),
  verifiedAt: instant,
});
export type VerifiedAttribute = z.infer<typeof verifiedAttribute>;

/** `GET /api/v1/calls/<call>/identity`: for the agent whose call it is now, and for nobody else. */
export const callIdentity = z.object({
  purpose: z.string(),
  /** From this instant on the answer is `identity_forgotten`. */
  until: instant,
  attributes: z.array(verifiedAttribute),
  /** Into other systems, filled in. */
  links: z.array(z.object({ label: z.string(), url: z.string() })),
});
export type CallIdentity = z.infer<typeof callIdentity>;

/** `GET /api/v1/calls/<call>/identity/readings`, for admins: who was shown what is known of the caller; not what it is. */
export const identityReading = z.object({ person: uuid, name: z.string(), at: instant, lastAt: instant });
export type IdentityReading = z.infer<typeof identityReading>;
