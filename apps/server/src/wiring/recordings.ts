import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";
import { type Locale, locale, promptName, Refusal } from "@belfry/contracts";
import { Turns } from "../directory/turns.ts";
import type { LineDirectory } from "../line/directory.ts";

const EXTENSION = ".mka";

/**
 * An organisation's own recordings, as files: `<folder>/<organisation>/<language>/<prompt>.<revision>.mka`. A file
 * never changes: a new recording is a new file, so what a call plays at that moment plays on, and what is known of a
 * file stays true. Which files there are is read once, so that a call asks no disk.
 */
export interface Recordings {
  readonly names: readonly string[];
  readonly find: LineDirectory["recording"];
  list(organisation: string): readonly { language: Locale; prompt: string }[];
  save(organisation: string, language: Locale, prompt: string, audio: Buffer): Promise<void>;
  /** What callers hear, as a WAV file; rejects with `not_found` where there is no own recording. */
  read(organisation: string, language: Locale, prompt: string): Promise<Buffer>;
  remove(organisation: string, language: Locale, prompt: string): Promise<void>;
}

export async function openRecordings(
  folder: string,
  convert: (source: string, target: string) => Promise<void>,
  wavOf: (file: string) => Promise<Buffer>,
): Promise<Recordings> {
  const present = await findAll(folder);
  // Reading sound takes a processor for itself, which calls need too.
  const turns = new Turns(1, 10);
  const keyOf = (organisation: string, language: Locale, prompt: string) => `${organisation}/${language}/${prompt}`;

  return {
    names: promptName.options,
    find: (organisation, language, prompt) => present.get(keyOf(organisation, language, prompt)) ?? null,
    list: (organisation) =>
      locale.options.flatMap((language) =>
        promptName.options
          .filter((prompt) => present.has(keyOf(organisation, language, prompt)))
          .map((prompt) => ({ language, prompt })),
      ),
    async save(organisation, language, prompt, audio) {
      const key = keyOf(organisation, language, prompt);
      const target = join(folder, `${key}.${Date.now().toString(36)}${EXTENSION}`);
      const work = await mkdtemp(join(tmpdir(), "belfry-recording-"));
      try {
        const source = join(work, "recording");
        await writeFile(source, audio);
        await turns.take(() =>
          convert(source, target).catch(() => {
            throw new Refusal("invalid_request", { detail: "this file holds no audio that can be read" });
          }),
        );
      } finally {
        await rm(work, { recursive: true, force: true });
      }
      const before = present.get(key);
      present.set(key, target);
      if (before !== undefined && before !== target) await rm(before, { force: true });
    },
    async read(organisation, language, prompt) {
      const path = present.get(keyOf(organisation, language, prompt));
      if (path === undefined) throw new Refusal("not_found");
      return turns.take(() => wavOf(path));
    },
    async remove(organisation, language, prompt) {
      const key = keyOf(organisation, language, prompt);
      const path = present.get(key);
      if (path === undefined) throw new Refusal("not_found");
      present.delete(key);
      await rm(path, { force: true });
    },
  };
}

/** The newest file of each recording by its key; a save that was cut short may have left an older one beside it. */
async function findAll(folder: string): Promise<Map<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = files
    .filter((file) => file.isFile() && file.name.endsWith(EXTENSION))
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
  return new Map(
    paths.map((path) => {
      const [prompt = ""] = path.slice(dirname(path).length + 1).split(".");
      return [[...relative(folder, dirname(path)).split(sep), prompt].join("/"), path];
    }),
  );
}
