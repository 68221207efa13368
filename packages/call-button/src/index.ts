export { defineCallButton } from "./element.ts";
export { CallUnavailable, startCall } from "./start-call.ts";
export type {
  CallButtonElement,
  CallLanguage,
  CallOptions,
  CallSession,
  CallState,
  CallTexts,
  DefineCallButton,
  StartCall,
} from "./types.ts";
