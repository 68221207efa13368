export interface InstalledPackage {
  readonly name: string;
  /** As the package states it: an SPDX expression, as a rule. A trailing `*` means guessed from its text. */
  readonly licence: string;
  /** Used by tools and tests only; nothing of it is handed on. */
  readonly development: boolean;
}

const permissive: ReadonlySet<string> = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MIT-0",
  "PostgreSQL",
  "Python-2.0",
  "Unlicense",
]);

/**
 * Other conditions are bearable in tools and tests, of which nothing is handed on: the accessibility checks, the
 * style sheet compiler inside Vite, and the tables by which the licence check itself reads expressions.
 */
const whenDevelopment: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["axe-core", new Set(["MPL-2.0"])],
  ["lightningcss", new Set(["MPL-2.0"])],
  ["lightningcss-linux-arm64-gnu", new Set(["MPL-2.0"])],
  ["lightningcss-linux-x64-gnu", new Set(["MPL-2.0"])],
  ["spdx-exceptions", new Set(["CC-BY-3.0"])],
  ["spdx-ranges", new Set(["CC-BY-3.0"])],
]);

/**
 * Packages that do not name their licence but point at their repository. It was read there: the wallet's own client
 * (privacybydesign/yivi-frontend-packages) is under Apache-2.0 but for its logo, which is in no package that we use.
 */
const readInTheRepository: ReadonlyMap<string, string> = new Map([
  ["@privacybydesign/yivi-client", "Custom: REPOSITORY"],
  ["@privacybydesign/yivi-core", "Custom: REPOSITORY"],
]);

/** One sentence for each package whose licence is not on the list. */
export function judgeLicences(packages: readonly InstalledPackage[]): readonly string[] {
  return packages
    .filter((entry) => !isAllowed(entry))
    .map(({ name, licence }) => `${name} is under ${licence}, which is not on the list of permissive licences.`);
}

function isAllowed({ name, licence, development }: InstalledPackage): boolean {
  if (readInTheRepository.get(name) === licence) return true;
  const exceptions = development ? whenDevelopment.get(name) : undefined;
  const accepts = (one: string): boolean => permissive.has(one) || exceptions?.has(one) === true;
  // An expression is a choice of conjunctions: "MIT OR (GPL-2.0 AND Classpath)". One choice must be wholly allowed.
  const bare = licence.replace(/[()*]/g, "");
  return bare.split(/ OR /).some((choice) => choice.split(/ AND /).every((one) => accepts(one.trim())));
}
