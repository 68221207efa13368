import { createPrivateKey, webcrypto, X509Certificate } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { join } from "node:path";
import { dataPaths } from "@belfry/settings";
import { Refusal } from "../refusal.ts";
import type { RunFolder } from "./folder.ts";

const DAY = 24 * 60 * 60 * 1000;
/** Browsers refuse certificates that are valid for longer than 398 days. */
const VALID_FOR = 397 * DAY;

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

/**
 * A certificate that nobody has signed, for trying Belfry from another machine. It is kept, so that a browser needs
 * to accept it only once; it is made anew when it runs out or when this machine has got another name or address.
 */
export async function selfSignedCertificate(
  { dataDir }: RunFolder,
  addresses: readonly string[],
): Promise<CertificateFiles> {
  const files = dataPaths(dataDir).selfSigned;
  const names = [...new Set(["localhost", hostname(), "127.0.0.1", "::1", ...addresses])].map(withoutZone);
  if (existsSync(files.cert) && existsSync(files.key) && stillServes(readFileSync(files.cert), names)) return files;
  // Loaded only here, for it is large; its container wants the metadata in place before it is loaded.
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto);
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
  const keys = await webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=Belfry on this machine",
    notBefore: new Date(now - DAY),
    notAfter: new Date(now + VALID_FOR),
    signingAlgorithm: algorithm,
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) === 0 ? ("dns" as const) : ("ip" as const), value })),
      ),
    ],
  });
  const key = await webcrypto.subtle.exportKey("pkcs8", keys.privateKey);
  writeFileSync(files.key, x509.PemConverter.encode(key, "PRIVATE KEY"), { mode: 0o600 });
  writeFileSync(files.cert, certificate.toString("pem"), { mode: 0o600 });
  return files;
}

function stillServes(pem: Buffer, names: readonly string[]): boolean {
  try {
    const certificate = new X509Certificate(pem);
    if (certificate.validToDate.getTime() < Date.now() + 30 * DAY) return false;
    return names.every(
      (name) => (isIP(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== undefined,
    );
  } catch {
    return false;
  }
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, "");
}

/** Copies a given certificate to where the unprivileged server can read it; refuses one that does not fit its key. */
export function givenCertificate({ tls }: RunFolder, cert: string, key: string): CertificateFiles {
  const read = (path: string, setting: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Refusal(`${setting} names a file that cannot be read: ${reason}.`);
    }
  };
  const texts = { cert: read(cert, "BELFRY_TLS_CERT"), key: read(key, "BELFRY_TLS_KEY") };
  requireMatch(texts.cert, texts.key);
  const files = { cert: join(tls, "given.pem"), key: join(tls, "given-key.pem") };
  if (cert === files.cert && key === files.key) return files;
  writeFileSync(files.key, texts.key, { mode: 0o600 });
  writeFileSync(files.cert, texts.cert, { mode: 0o600 });
  return files;
}

function requireMatch(cert: Buffer, key: Buffer): void {
  let matches: boolean;
  try {
    matches = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key));
  } catch {
    throw new Refusal(
      "BELFRY_TLS_CERT and BELFRY_TLS_KEY must name a certificate and a key in PEM form, without password.",
    );
  }
  if (!matches) throw new Refusal("The key in BELFRY_TLS_KEY does not belong to the certificate in BELFRY_TLS_CERT.");
}
