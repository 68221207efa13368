import type { Purpose, VerifiedAttribute } from "@belfry/contracts";

/**
 * Links into other systems with what is known in its places. Values are encoded; a link is left out when something that
 * it needs is not known, or when a value would change where in that system it leads (`..`).
 */
export function filledLinks(
  links: Purpose["links"],
  attributes: readonly Pick<VerifiedAttribute, "tag" | "value">[],
): { label: string; url: string }[] {
  const values = new Map<string, string>(attributes.map(({ tag, value }) => [tag, value]));
  return links.flatMap(({ label, template }) => {
    const wanted = [...template.matchAll(PLACE)].map(([, tag = ""]) => tag);
    if (!wanted.every((tag) => (values.get(tag) ?? "") !== "")) return [];
    const url = fill(template, (tag) => encodeURIComponent(values.get(tag) ?? ""));
    return url !== null && shapeOf(url) === shapeOf(fill(template, () => "x")) ? [{ label, url: url.href }] : [];
  });
}

const PLACE = /\{(\w+)\}/g;

function fill(template: string, value: (tag: string) => string): URL | null {
  try {
    return new URL(template.replace(PLACE, (_, tag: string) => value(tag)));
  } catch {
    // Half a surrogate pair cannot be encoded.
    return null;
  }
}

/** The host, and how deep the path goes. */
function shapeOf(url: URL | null): string | null {
  return url === null ? null : `${url.protocol}//${url.username}@${url.host} ${url.pathname.split("/").length}`;
}
