import { cp, mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

const manifest = z.object({
  version: z.string().regex(/^[\w.-]+$/),
  script: z.string().regex(/^[\w.-]+\.js$/),
  integrity: z.string().regex(/^sha384-[A-Za-z0-9+/=]+$/),
});

/** The release of the button that pages are told to use now. */
export interface CallButtonRelease {
  readonly version: string;
  /** Its address below the server's origin. */
  readonly path: string;
  readonly integrity: string;
}

/**
 * Puts the built release beside those before it. Sites name a release with its hash in their pages, so each that was
 * ever handed out is kept: an upgrade of Belfry must not take the button out of them. Null when nothing was built.
 */
export async function keepRelease(built: string, kept: string): Promise<CallButtonRelease | null> {
  const text = await readFile(join(built, "manifest.json"), "utf8").catch(() => null);
  if (text === null) return null;
  const { version, script, integrity } = manifest.parse(JSON.parse(text));
  const folder = join(kept, version);
  const next = `${folder}.${process.pid}.part`;
  await mkdir(kept, { recursive: true });
  try {
    await cp(built, next, { recursive: true });
    // Where it is there already the name is taken, and what it holds is the same.
    await rename(next, folder).catch((error: unknown) => {
      if (!(error instanceof Error && "code" in error && /^(ENOTEMPTY|EEXIST)$/.test(String(error.code)))) throw error;
    });
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  return { version, path: `/call-button/${version}/${script}`, integrity };
}
