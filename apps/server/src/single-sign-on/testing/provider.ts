import { once } from "node:events";
import { createServer } from "node:http";
import { Provider } from "oidc-provider";

export const CLIENT = { clientId: "belfry", clientSecret: "a secret between Belfry and the service" };

/** A real OpenID provider on this machine, where somebody is always at the keyboard: `person`, or nobody who agrees. */
export interface TestProvider {
  readonly issuer: string;
  /** What the service says of whoever signs in next; null: they change their mind. */
  person: Readonly<Record<string, unknown>> | null;
  /** Where the service sends people back to, and nowhere else: said once, when Belfry's address is known. */
  knows(redirectUri: string): void;
  close(): Promise<void>;
}

export async function startProvider(): Promise<TestProvider> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("No port.");
  const issuer = `http://127.0.0.1:${address.port}`;
  const state: { person: TestProvider["person"] } = { person: null };
  return {
    issuer,
    get person() {
      return state.person;
    },
    set person(value) {
      state.person = value;
    },
    knows(redirectUri) {
      const provider = makeProvider(issuer, redirectUri, () => state.person);
      const serve = provider.callback();
      server.on("request", (request, response) => {
        if (request.url?.startsWith("/interaction/") !== true) return void serve(request, response);
        const { person } = state;
        const accountId = String(person?.["sub"]);
        const result =
          person === null ? { error: "access_denied" } : { login: { accountId, remember: false, ...acrOf(person) } };
        void provider.interactionFinished(request, response, result);
      });
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** How well it knows whom it lets in, where a test says so. */
function acrOf(person: Readonly<Record<string, unknown>>): { acr?: string } {
  const { acr } = person;
  return typeof acr === "string" ? { acr } : {};
}

function makeProvider(issuer: string, redirectUri: string, person: () => TestProvider["person"]): Provider {
  const ttl = 600;
  return new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT.clientId,
        client_secret: CLIENT.clientSecret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code"],
        response_types: ["code"],
      },
    ],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["preferred_username", "groups"] },
    acrValues: ["low", "substantial"],
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["a key for tests"] },
    ttl: { Interaction: ttl, Grant: ttl, Session: ttl, AccessToken: ttl, IdToken: ttl },
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...person() }) }),
    async loadExistingGrant({ oidc }) {
      const { client, session } = oidc;
      if (client === undefined || session?.accountId === undefined) return undefined;
      const grant = new oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
  });
}
