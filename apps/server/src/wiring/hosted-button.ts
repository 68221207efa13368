import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const manifest = z.object({ version: z.string(), script: z.string(), integrity: z.string() });

/** What was built of the button for other websites; null before the first build. */
export async function readHostedButton(folder: string): Promise<z.infer<typeof manifest> | null> {
  const text = await readFile(join(folder, "manifest.json"), "utf8").catch(() => null);
  return text === null ? null : manifest.parse(JSON.parse(text));
}
