import { API, errorBody, type Me, me, Refusal, type SignInRequest } from "@belfry/contracts";

export interface SignedIn {
  readonly me: Me;
  /** The session's cookie for `openAgent`; null in a browser, which keeps it itself. Treat it as a password. */
  readonly cookie: string | null;
}

/** Signs in. Rejects with a `Refusal` in the server's words, or with what `fetch` throws. */
export async function signIn(address: string, request: SignInRequest): Promise<SignedIn> {
  const response = await ask("POST", address, null, request);
  const [cookie = ""] = response.headers.getSetCookie();
  return { me: me.parse(await response.json()), cookie: cookie.split(";")[0] || null };
}

/** Ends the session: the agent is signed out where this was the last one, or after the call. */
export async function signOut(address: string, cookie: string | null): Promise<void> {
  await ask("DELETE", address, cookie, undefined);
}

async function ask(method: string, address: string, cookie: string | null, body: unknown): Promise<Response> {
  const response = await fetch(new URL(API.session, address), {
    method,
    headers: {
      // The server takes changes from its own pages, and from programs that know where they speak.
      origin: address,
      ...(cookie === null ? {} : { cookie }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return response;
  const { success, data } = errorBody.safeParse(await response.json().catch(() => null));
  throw success
    ? new Refusal(data.error.code, data.error.params)
    : new Error(`The server answered ${response.status}.`);
}
