import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Locale, locale, promptName, Refusal } from "@belfry/contracts";
import type { LineDirectory } from "../line/directory.ts";

const EXTENSION = ".mka";

/** An organisation's own recordings, as files: `<folder>/<organisation>/<language>/<prompt>.mka`. */
export interface Recordings {
  readonly names: readonly string[];
  readonly find: LineDirectory["recording"];
  list(organisation: string): Promise<readonly { language: Locale; prompt: string }[]>;
  save(organisation: string, language: Locale, prompt: string, audio: Buffer): Promise<void>;
  remove(organisation: string, language: Locale, prompt: string): Promise<void>;
}

export function recordings(folder: string, convert: (source: string, target: string) => Promise<void>): Recordings {
  const place = (organisation: string, language: string, prompt: string) =>
    join(folder, organisation, language, `${prompt}${EXTENSION}`);
  return {
    names: promptName.options,
    find(organisation, language, prompt) {
      const path = place(organisation, language, prompt);
      return existsSync(path) ? path : null;
    },
    async list(organisation) {
      const found = locale.options.map(async (language) => {
        const files = await readdir(join(folder, organisation, language)).catch(() => []);
        return files
          .filter((file) => file.endsWith(EXTENSION))
          .map((file) => ({ language, prompt: file.slice(0, -EXTENSION.length) }));
      });
      return (await Promise.all(found)).flat();
    },
    async save(organisation, language, prompt, audio) {
      const work = await mkdtemp(join(tmpdir(), "belfry-recording-"));
      try {
        const source = join(work, "recording");
        await writeFile(source, audio);
        await convert(source, place(organisation, language, prompt)).catch(() => {
          throw new Refusal("invalid_request", { detail: "this file holds no audio that can be read" });
        });
      } finally {
        await rm(work, { recursive: true, force: true });
      }
    },
    async remove(organisation, language, prompt) {
      const path = place(organisation, language, prompt);
      if (!existsSync(path)) throw new Refusal("not_found");
      await rm(path);
    },
  };
}
