import type { VisitDialog } from "./visit/visit.ts";

type Check = (part: string) => Promise<void>;

let check: Check = () => Promise.resolve();

/** The hosted script proves each part before it runs; in the package that is for the site's own bundler. */
export function proveParts(by: Check): void {
  check = by;
}

export async function loadDialog(): Promise<typeof VisitDialog> {
  await check("visit");
  return (await import("./visit/visit.ts")).VisitDialog;
}

export function provePart(part: string): Promise<void> {
  return check(part);
}
