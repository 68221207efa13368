import { join } from "node:path";

/** What lies where in the data folder; the launcher and the server meet here. */
export interface DataPaths {
  /** The embedded database. */
  readonly database: string;
  readonly prompts: string;
  /** Organisations' own recordings of the sentences. */
  readonly recordings: string;
  /** What agents and callers said, sealed. */
  readonly callRecordings: string;
  /** A key for each visit whose attributes are not forgotten yet. In no backup: what is forgotten must stay so. */
  readonly visitKeys: string;
  readonly logs: string;
  /** Process ids, sockets and rendered configurations. */
  readonly run: string;
  readonly tls: string;
  /** PEM files of the certificate that the launcher makes where none is given. */
  readonly selfSigned: { readonly cert: string; readonly key: string };
  /** JSON: `{sipSecret, proxyKey, switchKey, encryptionKey}`, each at least 32 random bytes in base64url. */
  readonly secrets: string;
  /** Addresses of trunks: the server writes it, Kamailio reads it. */
  readonly trunkAddresses: string;
  /** The socket by which the command `belfry` speaks to the server. */
  readonly commandSocket: string;
  /** Every release of the button for websites that was ever handed out. */
  readonly callButton: string;
  /** Names and passwords of the demo people, as lines for people. */
  readonly demoSignIns: string;
}

export function dataPaths(dataDir: string): DataPaths {
  return {
    database: join(dataDir, "db"),
    prompts: join(dataDir, "prompts"),
    recordings: join(dataDir, "recordings"),
    callRecordings: join(dataDir, "call-recordings"),
    visitKeys: join(dataDir, "visit-keys"),
    logs: join(dataDir, "logs"),
    run: join(dataDir, "run"),
    tls: join(dataDir, "tls"),
    selfSigned: { cert: join(dataDir, "tls", "self-signed.pem"), key: join(dataDir, "tls", "self-signed-key.pem") },
    secrets: join(dataDir, "secrets.json"),
    trunkAddresses: join(dataDir, "run", "trunks.list"),
    commandSocket: join(dataDir, "run", "command.sock"),
    callButton: join(dataDir, "call-button"),
    demoSignIns: join(dataDir, "demo-sign-ins.txt"),
  };
}
