import type {
  ApiKey,
  ApiKeyInput,
  LoginToken,
  LoginTokenRequest,
  NewApiKey,
  PasswordChange,
  SignInRequest,
  SignInService,
  SignInServiceInput,
} from "@belfry/contracts";

/** What the door needs to know who somebody is; see `ports.ts`. */

export interface SessionRecord {
  readonly id: string;
  readonly organisation: string;
  readonly person: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly userAgent: string;
  readonly address: string;
}

export interface Sessions {
  /** By the cookie's token; null when there is none or it is over. Counts as use. */
  find(token: string, now: number): SessionRecord | null;
  /** Counts a use through a socket; false when the session is over. */
  use(id: string, now: number): boolean;
  ofPerson(organisation: string, person: string): readonly SessionRecord[];
  end(session: SessionRecord): Promise<void>;
  onEnded(listener: (session: SessionRecord) => void): () => void;
}

export interface SignIn {
  signIn(
    request: SignInRequest,
    from: { readonly address: string; readonly userAgent: string },
    now: number,
  ): Promise<{ token: string; session: SessionRecord }>;
  /** Rejects with `wrong_credentials` when `current` is not the present one. */
  changePassword(session: SessionRecord, change: PasswordChange, now: number): Promise<void>;
}

/** Keys of organisations' own programs. */
export interface ApiKeys {
  list(organisation: string): readonly ApiKey[];
  create(organisation: string, input: ApiKeyInput, now: number): Promise<NewApiKey>;
  /** Rejects with `not_found`. */
  revoke(organisation: string, id: string): Promise<void>;
  /** Null when there is no such key. Counts as use. */
  find(secret: string, now: number): { readonly organisation: string; readonly key: ApiKey } | null;
}

export interface LoginTokens {
  /** Throws `not_found`, `not_by_token` or `too_many_requests`. */
  make(organisation: string, key: string, whom: LoginTokenRequest, now: number): LoginToken & { person: string };
  /** Whom a token signs in, which does not use it up. Throws `login_token_used` or `not_by_token`. */
  whose(
    token: string,
    now: number,
  ): { readonly person: string; readonly login: string; readonly organisation: { readonly slug: string } };
  /** A token serves once. Rejects with `login_token_used` or `not_by_token`. */
  exchange(
    token: string,
    from: { readonly address: string; readonly userAgent: string },
    now: number,
  ): Promise<{ token: string; session: SessionRecord; key: string }>;
}

/** An organisation's own sign-in service; the secret is for asking it alone. */
export interface OpenService {
  readonly organisation: string;
  readonly name: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

export interface SignInServices {
  get(organisation: string): SignInService | null;
  /** Rejects with `issuer_not_allowed` or `invalid_request`. */
  put(organisation: string, input: SignInServiceInput): Promise<SignInService>;
  remove(organisation: string): Promise<void>;
  /** By the organisation's short name; null where there is none. */
  open(slug: string): OpenService | null;
  /** Starts a session of the person that the claims tell. Rejects with `not_known_here`. */
  signIn(
    organisation: string,
    claims: Readonly<Record<string, unknown>>,
    from: { readonly address: string; readonly userAgent: string },
    now: number,
  ): Promise<{ token: string; session: SessionRecord }>;
}

/** Asks sign-in services who somebody is. Rejects with `sign_in_service_failed` or `sign_in_not_confirmed`. */
export interface Oidc {
  begin(
    service: OpenService,
    redirectUri: string,
    address: string,
    now: number,
  ): Promise<{ url: string; browser: string }>;
  finish(
    query: string,
    browser: string,
    now: number,
  ): Promise<{ organisation: string; claims: Readonly<Record<string, unknown>> }>;
}
