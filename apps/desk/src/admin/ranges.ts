import type { ExtensionUse } from "@belfry/contracts";

/** Extensions of the pool that follow one another. */
export interface Range {
  readonly first: string;
  readonly last: string;
  readonly count: number;
  readonly free: number;
}

/** The pool as ranges. `uses` are in order, shorter extensions first. */
export function rangesOf(uses: readonly ExtensionUse[]): Range[] {
  const ranges: Range[] = [];
  for (const { extension, inPool, owner, guest } of uses) {
    if (!inPool) continue;
    const free = owner === null && guest === null ? 1 : 0;
    const last = ranges.at(-1);
    const follows = last?.last.length === extension.length && Number(last.last) + 1 === Number(extension);
    if (last !== undefined && follows)
      ranges[ranges.length - 1] = { ...last, last: extension, count: last.count + 1, free: last.free + free };
    else ranges.push({ first: extension, last: extension, count: 1, free });
  }
  return ranges;
}
