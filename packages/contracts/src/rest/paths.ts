/**
 * The addresses of the REST interface, as the door serves them and the pages ask for them.
 * A list is `GET` (an array), a new member `POST`, one member `PUT` and `DELETE` under its id.
 */
export const API = {
  /** `GET` answers `me`, `POST` signs in with `signInRequest` and answers `me`, `DELETE` signs out. */
  session: "/api/v1/session",
  /** `POST` with `loginToken` signs in with a token that a program got, and answers `me`. */
  sessionToken: "/api/v1/session/token",
  /** `GET ?organisation=` answers `signInButton`; under `/start` the browser goes to the organisation's own service. */
  sessionService: "/api/v1/session/service",
  /** For admins: `GET` answers `signInService` or null, `PUT` takes `signInServiceInput`, `DELETE`. */
  signInService: "/api/v1/sign-in-service",
  /** For programs with an API key: `POST` with `loginTokenRequest` answers `loginToken`. */
  loginTokens: "/api/v1/login-tokens",
  /** `GET`; `POST` with `apiKeyInput` answers `newApiKey`, which alone holds the key; `DELETE` under an id revokes. */
  apiKeys: "/api/v1/api-keys",
  /** The sessions of the person who asks: `GET`, and `DELETE` under an id ends one. */
  sessions: "/api/v1/sessions",
  /** `PUT` with `passwordChange`: one's own. Ends one's other sessions. */
  password: "/api/v1/password",
  /** `PUT` with `preferences`. */
  preferences: "/api/v1/preferences",
  /** `POST` with `phoneCredentialsRequest` answers `phoneCredentials`. */
  phoneCredentials: "/api/v1/phone/credentials",
  people: "/api/v1/people",
  /** CSV: `GET` answers everybody; `POST` with `peopleFileQuery` answers `peoplePreview`, `PUT` with `peopleFileApply` `peopleImported`. */
  peopleFile: "/api/v1/people/file",
  /** For supervisors: `POST` with `supervisedState` under `/<person>/state`. */
  agents: "/api/v1/agents",
  queues: "/api/v1/queues",
  numbers: "/api/v1/numbers",
  /** `GET` answers an array of `extensionUse`, `POST` and `DELETE` (in the query) take an `extensionRange`. */
  extensions: "/api/v1/extensions",
  /** `GET` answers `outboundRules`, `PUT` takes them. */
  outboundRules: "/api/v1/outbound-rules",
  /** `POST` with `numberCheckRequest` answers `numberCheck`. */
  outboundCheck: "/api/v1/outbound-rules/check",
  pauses: "/api/v1/pauses",
  callCodes: "/api/v1/call-codes",
  trunks: "/api/v1/trunks",
  /**
   * Under an id: `/running` (`POST` with `campaignSwitch`), `/progress`, `/contacts` (`GET` with `contactQuery` answers a
   * page, `POST` takes `contactsInput`, `DELETE` under an id), and for CSV `/uploads` (`POST` answers `uploadPreview`,
   * `PUT` under a new id answers `uploadResult`; both take `contactColumns` in the query).
   */
  campaigns: "/api/v1/campaigns",
  /** `GET` with `doNotCallQuery` answers a page, `POST` takes `doNotCallInput`, `DELETE` under a number; `PUT` takes CSV. */
  doNotCall: "/api/v1/do-not-call",
  /** `GET` answers `promptList`; `PUT` (multipart, one audio file) and `DELETE` under `/<language>/<prompt>`. */
  prompts: "/api/v1/prompts",
  /** The asker's own: `GET` answers `organisation`, `PUT` takes `organisationSettings`. */
  organisation: "/api/v1/organisation",
  /** For the operator: `POST` with `organisationInput` answers `organisationMade`, `GET` under an id `organisationSetUp`. */
  organisations: "/api/v1/organisations",
  /** `GET` with `callQuery` answers a page (`{ items, next }`) of `callSummary`; under an id it answers `callDetail`. `/identity` under an id answers
   * `callIdentity` to the agent whose call it is now; `/identity/readings` who was shown it.
   */
  calls: "/api/v1/calls",
  /** Under a call's trace id: `GET` answers `recording`; `/audio` its sound, `/listenings` who listened. */
  recordings: "/api/v1/recordings",
  /** For admins: a list of `purpose`. Under an id `/button` (`GET ?language=`) answers `buttonCode` or null. */
  purposes: "/api/v1/purposes",
  /** For admins: a list of `identityProvider`. */
  identityProviders: "/api/v1/identity-providers",
  /** For admins: `GET` answers `verifiedCallingSettings`, `PUT` takes them. */
  verifiedCalling: "/api/v1/verified-calling",
  /**
   * For admins: `GET` with `erasureReceiptQuery` answers `erasureReceiptPage`, the newest first; `/file` all of them, the
   * oldest first, as one file of a JSON text a line.
   */
  erasureReceipts: "/api/v1/erasure-receipts",
  /** `POST` with `demoCallRequest` answers `demoCall`. */
  demoCall: "/api/v1/demo-call",
} as const;
