export {
  answerChallenge,
  type DigestAlgorithm,
  type DigestAnswer,
  type DigestChallenge,
  type DigestHash,
  readChallenges,
} from "./digest/digest.ts";
export { formatNameAddr, parseNameAddr, parseNameAddrs, splitList } from "./message/address.ts";
export { type AuthField, parseAuth } from "./message/auth.ts";
export {
  answerFailure,
  makeRequest,
  makeResponse,
  type RequestParts,
  type ResponseParts,
} from "./message/build.ts";
export { isToken } from "./message/characters.ts";
export { formatParams, quoteText, unquote } from "./message/cursor.ts";
export {
  formatRAck,
  formatReason,
  formatReplaces,
  formatSessionExpires,
  parseContentType,
  parseRAck,
  parseReason,
  parseReplaces,
  parseRSeq,
  parseSeconds,
  parseSessionExpires,
  parseTokenParams,
  type RAck,
  type Reason,
  type Replaces,
  type SessionExpires,
  type TokenParams,
} from "./message/fields.ts";
export { type Frame, type FramerLimits, StreamFramer } from "./message/framer.ts";
export { headerHas, headerItems, headerValue, headerValues, withHeader } from "./message/headers.ts";
export { canonicalName } from "./message/names.ts";
export { parseMessage } from "./message/parse.ts";
export { reasonPhrase } from "./message/reason-phrases.ts";
export { serialise } from "./message/serialise.ts";
export { decodeText, encodeText } from "./message/text.ts";
export type {
  Header,
  NameAddr,
  OtherUri,
  Params,
  ParseFailure,
  SipMessage,
  SipRequest,
  SipResponse,
  SipUri,
  TelUri,
  Uri,
  Via,
} from "./message/types.ts";
export { formatUri, parseUri } from "./message/uri.ts";
export { equalUris } from "./message/uri-equal.ts";
export { formatUriHeaders, uriHeaders } from "./message/uri-headers.ts";
export { formatVia, parseVias } from "./message/via.ts";
export type {
  Content,
  Flow,
  InviteOptions,
  Output,
  UserAgent,
  UserAgentEvent,
  UserAgentOptions,
} from "./user-agent/types.ts";
export { createUserAgent, restoreUserAgent } from "./user-agent/user-agent.ts";
