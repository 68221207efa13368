import type { Header, SipResponse } from "../message/types.ts";
import type { Draft } from "../transaction/types.ts";
import type { Credentials } from "./call.ts";
import type { Core } from "./core.ts";

export function authorize(
  _core: Core,
  _draft: Draft,
  _response: SipResponse,
  _credentials: Credentials | null,
): readonly Header[] | null {
  return null;
}
