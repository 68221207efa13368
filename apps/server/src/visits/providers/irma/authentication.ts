import { createPrivateKey } from "node:crypto";
import { SignJWT } from "jose";

export type IrmaAuthentication =
  | { readonly method: "none" }
  | { readonly method: "token"; readonly token: string }
  | { readonly method: "hmac" | "publickey"; readonly requestor: string; readonly secret: string };

export interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The server refuses what was signed in its future, and clocks differ. */
const BACK_SECONDS = 5;

/** What starts a session, in the way by which the server knows us. Throws where the secret is no key of its kind. */
export async function signed(how: IrmaAuthentication, request: object, now: number): Promise<SignedRequest> {
  if (how.method === "none" || how.method === "token")
    return {
      headers: {
        "content-type": "application/json",
        // As it is: the server knows no word "Bearer".
        ...(how.method === "token" ? { authorization: how.token } : {}),
      },
      body: JSON.stringify(request),
    };
  const body = await new SignJWT({ sprequest: request })
    .setProtectedHeader({ alg: how.method === "hmac" ? "HS256" : "RS256", typ: "JWT" })
    .setIssuer(how.requestor)
    .setSubject("verification_request")
    .setIssuedAt(Math.floor(now / 1000) - BACK_SECONDS)
    .sign(how.method === "hmac" ? hmacKey(how.secret) : rsaKey(how.secret));
  return { headers: { "content-type": "text/plain" }, body };
}

/** What is wrong with a secret, as a sentence for the admin that holds nothing of it; null: it can be used. */
export function secretMistake(method: IrmaAuthentication["method"], secret: string): string | null {
  try {
    if (method === "token" && !/^[\x21-\x7e]+$/.test(secret)) return "a token holds no spaces and no line breaks";
    if (method === "hmac") hmacKey(secret);
    if (method === "publickey") rsaKey(secret);
    return null;
  } catch (error) {
    return error instanceof WrongKey ? error.message : "this is not the PEM of a private key";
  }
}

class WrongKey extends Error {}

/** Any form of base64, as the server takes any. */
function hmacKey(secret: string): Uint8Array {
  const text = secret.trim();
  if (!/^[\w+/-]+={0,2}$/.test(text)) throw new WrongKey("this is not a key in base64");
  const key = Buffer.from(text, "base64");
  if (key.length < 16) throw new WrongKey("a key must have at least 16 bytes");
  return key;
}

function rsaKey(pem: string) {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "rsa") throw new WrongKey("the server takes RSA keys alone");
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048) throw new WrongKey("the key must have at least 2048 bits");
  return key;
}
