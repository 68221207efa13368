import { readFile } from "node:fs/promises";
import { z } from "zod";

const secret = z.string().min(40);
const secrets = z.object({ sipSecret: secret, proxyKey: secret, switchKey: secret, encryptionKey: secret });
export type Secrets = z.infer<typeof secrets>;

/** The keys that the launcher made. Never logged: an error names the file, not what is in it. */
export async function readSecrets(file: string): Promise<Secrets> {
  const read = secrets.safeParse(await readFile(file, "utf8").then(JSON.parse, () => null));
  if (!read.success) throw new Error(`${file} is missing or damaged. Start Belfry with npm start, which makes it.`);
  return read.data;
}
