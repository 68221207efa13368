import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";

/** Keeps secrets that must be readable again (trunk passwords) encrypted at rest. */
export interface Vault {
  /** `place` says where the secret belongs; it opens nowhere else. */
  seal(secret: string, place: string): string;
  /** Throws when the text was changed, moved to another place, or sealed with another key. */
  open(sealed: string, place: string): string;
}

/** AES-256-GCM; the text is `v1.` and base64url of nonce (12 octets), tag (16 octets) and ciphertext. */
export function createVault(encryptionKey: string): Vault {
  const key = createHash("sha256").update(encryptionKey).digest();
  return {
    seal(secret, place) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(place));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return `v1.${Buffer.concat([nonce, cipher.getAuthTag(), text]).toString("base64url")}`;
    },
    open(sealed, place) {
      const [version, body] = sealed.split(".");
      if (version !== "v1" || body === undefined) throw new Error("This is not a sealed secret.");
      const bytes = Buffer.from(body, "base64url");
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, 12), { authTagLength: 16 })
        .setAAD(Buffer.from(place))
        .setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    },
  };
}
