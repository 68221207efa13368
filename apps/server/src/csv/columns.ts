import { Refusal } from "@belfry/contracts";

/** What headings are usually called, compared without case, spaces and signs. */
export type Usual<Field extends string> = Readonly<Record<Field, readonly string[]>>;
/** Where each field stands in a row; null: nowhere. */
export type Places<Field extends string> = Readonly<Record<Field, number | null>>;

const plain = (heading: string) => heading.toLocaleLowerCase("en").replace(/[\s._\-/()]/g, "");

/** The column as asked for by its heading (an empty one: none), or as usual where none was. Throws `column_unknown`. */
export function findColumn(
  headings: readonly string[],
  asked: string | undefined,
  usual: readonly string[],
): number | null {
  if (asked === "") return null;
  if (asked !== undefined) {
    const found = headings.indexOf(asked);
    if (found < 0) throw new Refusal("column_unknown", { column: asked });
    return found;
  }
  const plainly = headings.map(plain);
  for (const name of usual) {
    const found = plainly.indexOf(name);
    if (found >= 0) return found;
  }
  return null;
}
