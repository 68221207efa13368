/**
 * The one registry of error codes. Each has an HTTP status and a sentence for people, in English here;
 * pages translate by code. `{name}` stands for a parameter of the error.
 */
export const ERRORS = {
  invalid_request: { status: 400, text: "Something in this request is not right: {detail}" },
  not_signed_in: { status: 401, text: "Sign in first." },
  session_ended: { status: 401, text: "You were signed out. Sign in again." },
  wrong_credentials: { status: 401, text: "The user name or the password is not right. Check both and try again." },
  forbidden: { status: 403, text: "Your role does not allow this. Ask your administrator." },
  foreign_origin: { status: 403, text: "This request came from another website and was refused." },
  vouch_required: { status: 403, text: "Sign in on your company's website first, then open this again." },
  vouch_other_person: {
    status: 403,
    text: "You are signed in on your company's website as somebody else than here. Load the page again.",
  },
  wrong_key: { status: 401, text: "This API key is not right, or was revoked." },
  login_token_used: {
    status: 401,
    text: "This sign-in has been used already, or came too late. Open the page from your company's website again.",
  },
  not_by_token: {
    status: 403,
    text: "A program cannot sign this person in: they are not active, or are neither agent nor supervisor alone.",
  },
  issuer_not_allowed: {
    status: 400,
    text: "{issuer} is not allowed as a sign-in service. Ask the operator to allow it (BELFRY_SIGN_IN_ISSUERS).",
  },
  sign_in_service_failed: {
    status: 503,
    text: "The sign-in service of your organisation does not work right now. Try again, or use your password.",
  },
  sign_in_not_confirmed: {
    status: 401,
    text: "The sign-in service did not confirm who you are, or it took too long. Try again.",
  },
  not_known_here: {
    status: 403,
    text: "The sign-in service knows you, but you have no access here. Ask your administrator.",
  },
  not_found: { status: 404, text: "This does not exist, or no longer does." },
  conflict: { status: 409, text: "This is taken already: {detail}" },
  in_use: { status: 409, text: "This is still in use by {detail}. Change that first." },
  too_many_items: { status: 409, text: "There are {limit} already, and there cannot be more." },
  last_admin: { status: 409, text: "This is the last administrator. Make somebody else administrator first." },
  unknown_reference: { status: 400, text: "The {kind} in this request does not exist, or no longer does." },
  too_many_attempts: { status: 429, text: "Too many attempts. Wait {seconds} seconds and try again." },
  internal: {
    status: 500,
    text: "Something went wrong on our side. Try again; if it stays, give your administrator this code: {trace}",
  },
  payload_too_large: { status: 413, text: "This is too large. At most {limit} are taken." },
  too_many_requests: { status: 429, text: "Too many requests. Wait {seconds} seconds and try again." },
  too_many_windows: { status: 429, text: "You have Belfry open in {count} windows already. Close some of them first." },
  not_ready: { status: 503, text: "The platform is starting or stopping. Try again in a moment." },
  telephony_down: {
    status: 503,
    text: "The telephone side does not answer right now. Your state is kept; try again in a moment.",
  },
  not_an_agent: { status: 409, text: "You have no extension. Ask your administrator for one." },
  not_signed_in_agent: { status: 409, text: "Sign in to the phone first." },
  agent_signed_out: { status: 409, text: "This agent is signed out of the phone. Only the agent can sign in to it." },
  already_in_call: { status: 409, text: "You are in a call. End it first." },
  no_call: { status: 409, text: "There is no call to do this with." },
  not_in_this_state: { status: 409, text: "This is not possible right now." },
  phone_owned_elsewhere: { status: 409, text: "Your phone is open in another window. Take it over to use it here." },
  phone_not_owned: { status: 409, text: "This window does not own your phone. Take it over first." },
  device_not_ready: { status: 409, text: "Your phone is not ready: {problem}" },
  unknown_pause: { status: 404, text: "This pause no longer exists. Choose another." },
  unknown_call_code: { status: 404, text: "This call code does not belong to this queue. Choose another." },
  call_code_required: { status: 409, text: "Choose a call code before you finish." },
  call_back_time_required: {
    status: 400,
    text: "Say when the person is to be called again. It must be in the future.",
  },
  no_call_back: { status: 400, text: "This call code does not ask for a call back, or the number is not known." },
  no_contact: { status: 409, text: "There is no contact to do this with. It may have gone to somebody else." },
  another_contact: { status: 409, text: "Another contact is shown by now. Nobody was called or skipped." },
  purpose_closed: {
    status: 409,
    text: "This cannot be done right now: it is outside the opening hours. You can still call the number.",
  },
  provider_failed: {
    status: 503,
    text: "The service that proves who you are does not work right now. Try again, or call the number.",
  },
  visit_over: { status: 410, text: "This visit is over. Begin again, or call the number." },
  visit_not_proven: { status: 403, text: "First prove who you are." },
  pairing_wrong: { status: 400, text: "This is not the code in your wallet. Look again: {tries} more tries." },
  too_many_visits: {
    status: 429,
    text: "Too many people begin at the same moment. Wait {seconds} seconds and try again, or call the number.",
  },
  identity_forgotten: { status: 410, text: "What was known of this caller has been forgotten, as it must be." },
  identity_target_refused: {
    status: 400,
    text: "{host} cannot be asked: it is an internal address, or one without TLS. Ask the operator to allow it (BELFRY_IDENTITY_TARGETS).",
  },
  demo_wallet_off: {
    status: 409,
    text: "The demonstration wallet is not to be had here: this Belfry is not a demonstration.",
  },
  outside_calling_hours: { status: 409, text: "This person may not be called at this hour." },
  note_required: { status: 409, text: "This call code needs a note." },
  unknown_target: { status: 404, text: "There is no such agent, queue or number to transfer to." },
  target_not_available: { status: 409, text: "{name} cannot take a call right now." },
  invalid_number: {
    status: 400,
    text: "“{number}” is not a telephone number that can be dialled. Write it like 020 123 4567 or +31 20 123 4567.",
  },
  number_not_allowed: { status: 403, text: "Calls to {number} are not allowed." },
  premium_not_allowed: {
    status: 403,
    text: "{number} is a premium-rate number, and calls to those are not allowed. Ask your administrator.",
  },
  emergency_not_allowed: {
    status: 403,
    text: "Emergency calls cannot be made from here. Call {number} from another telephone now.",
  },
  agent_calls_per_hour: {
    status: 409,
    text: "You may make {limit} outside calls in an hour. Try again in {minutes} minutes.",
  },
  agent_calls_per_day: {
    status: 409,
    text: "You have made {limit} outside calls today, and more are not allowed. Ask your administrator.",
  },
  organisation_calls_per_day: {
    status: 409,
    text: "Your organisation has made {limit} outside calls today, and more are not allowed. Ask your administrator.",
  },
  organisation_calls_at_once: {
    status: 409,
    text: "Your organisation has {limit} outside calls at this moment, and more are not allowed. Try again soon.",
  },
  extension_unknown: {
    status: 404,
    text: "There is no extension {extension} here. Choose another, or ask your administrator to add it.",
  },
  extension_taken: {
    status: 409,
    text: "Somebody else has extension {extension}. Choose another, or ask your administrator who it is.",
  },
  no_free_extension: { status: 409, text: "Every extension is in use. Add more extensions first." },
  no_trunk: { status: 409, text: "There is no trunk for calls to the outside. Ask your administrator." },
  trunk_target_refused: {
    status: 400,
    text: "Calls cannot be sent to {host}: it is an internal address. Ask the operator to allow it (BELFRY_TRUNK_TARGETS).",
  },
  consult_running: { status: 409, text: "A consultation is running. Complete or end it first." },
  not_recorded: { status: 409, text: "Calls of this queue are not recorded." },
  recording_damaged: {
    status: 500,
    text: "This recording is damaged or was changed, and cannot be played. Tell your administrator.",
  },
  agent_not_in_call: { status: 409, text: "{name} is not talking with anybody right now." },
  already_supervised: { status: 409, text: "{name} takes part in this call already." },
  own_call: { status: 409, text: "This is you: you cannot take part in your own call as a supervisor." },
  campaign_running: { status: 409, text: "This campaign runs. Stop it first." },
  file_not_text: { status: 400, text: "This file is not UTF-8 text. Save it as “CSV UTF-8” and try again." },
  file_quotes: {
    status: 400,
    text: "The row at line {line} cannot be read: it is too long, or a quote in it never ends.",
  },
  file_without_rows: { status: 400, text: "There is no row in this file below its headings." },
  file_too_many_rows: { status: 413, text: "This file has more than {limit} rows. Split it into smaller ones." },
  column_unclear: {
    status: 400,
    text: "It is not clear which column holds the numbers. Name one of these: {columns}.",
  },
  preview_outdated: {
    status: 409,
    text: "Something has changed since you looked at this file. Look at it again.",
  },
  rows_wrong: {
    status: 409,
    text: "Rows of this file are wrong, so it may not name everybody. Mend them before you deactivate the others.",
  },
  column_unknown: { status: 400, text: "There is no column “{column}” in this file." },
  no_consult: { status: 409, text: "There is no consultation to do this with." },
} as const satisfies Record<string, { status: number; text: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** The error's sentence in English, with its parameters filled in. */
export function errorText(code: ErrorCode, params: Readonly<Record<string, string>>): string {
  return ERRORS[code].text.replace(/\{(\w+)\}/g, (_, name: string) => params[name] ?? "");
}

/** A refusal with a code of the registry; whoever stands at a wire turns it into that wire's answer. */
export class Refusal extends Error {
  readonly code: ErrorCode;
  readonly params: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, params: Readonly<Record<string, string>> = {}) {
    super(errorText(code, params));
    this.name = "Refusal";
    this.code = code;
    this.params = params;
  }
}
