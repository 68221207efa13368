/** A short name that the name of an organisation suggests; empty where it suggests none. */
export function slugOf(name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, (between) => (/^\p{M}+$/u.test(between) ? "" : "-"))
    .replace(/^[^a-z]+/, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return plain.length < 3 ? "" : plain;
}
