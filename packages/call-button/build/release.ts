import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** Stands in the entry for what is known when everything else is built. */
const PLACE = /["'`]__BELFRY_PARTS__["'`]/;

interface Chunk {
  readonly type: "chunk";
  readonly isEntry: boolean;
  readonly fileName: string;
  readonly imports: readonly string[];
  code: string;
}

/**
 * Makes one release of the hosted script. The entry is told the hash of each part that it loads later, so that the
 * integrity of the entry, which stands in the site's page, is that of everything. `manifest.json` tells the server the
 * release's name, which changes with every byte, and the entry's integrity.
 */
export function release(): Plugin {
  return {
    name: "belfry-release",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const chunks = new Map<string, Chunk>();
        for (const one of Object.values(bundle)) if (one.type === "chunk") chunks.set(one.fileName, one);
        const entry = [...chunks.values()].find(({ isEntry }) => isEntry);
        if (entry === undefined) throw new Error("The hosted script has no entry.");
        const parts = Object.fromEntries(
          [...chunks.values()]
            .filter(({ isEntry }) => !isEntry)
            .map((part) => [
              part.fileName,
              [...closure(part, chunks)].map((file) => [file, integrityOf(chunks, file)]),
            ]),
        );
        if (!PLACE.test(entry.code)) throw new Error("The entry has no place for the parts.");
        entry.code = entry.code.replace(PLACE, () => JSON.stringify(JSON.stringify(parts)));
        const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));
        const name = createHash("sha256").update(entry.code).digest("hex").slice(0, 10);
        const manifest = {
          version: `${version}-${name}`,
          script: entry.fileName,
          integrity: integrity(entry.code),
        };
        this.emitFile({ type: "asset", fileName: "manifest.json", source: `${JSON.stringify(manifest)}\n` });
        this.emitFile({
          type: "asset",
          fileName: "NOTICE.txt",
          source: readFileSync(join(import.meta.dirname, "../NOTICE")),
        });
      },
    },
  };
}

/** A part and what it imports, but for the entry, which is there already. */
function closure(part: Chunk, chunks: ReadonlyMap<string, Chunk>, seen = new Set<string>()): ReadonlySet<string> {
  if (part.isEntry || seen.has(part.fileName)) return seen;
  seen.add(part.fileName);
  for (const name of part.imports) {
    const next = chunks.get(name);
    if (next !== undefined) closure(next, chunks, seen);
  }
  return seen;
}

function integrityOf(chunks: ReadonlyMap<string, Chunk>, file: string): string {
  return integrity(chunks.get(file)?.code ?? "");
}

function integrity(code: string): string {
  return `sha384-${createHash("sha384").update(code).digest("base64")}`;
}
