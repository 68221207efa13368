import { describe, expect, it } from "vitest";
import { judgeLicences } from "./licence-rules.ts";

const judge = (name: string, licence: string, development = false) =>
  judgeLicences([{ name, licence, development }]).length === 0;

describe("judgeLicences", () => {
  it.each(["MIT", "(MIT OR GPL-3.0)", "Apache-2.0 AND MIT", "ISC*", "(BSD-3-Clause)"])("allows %s", (licence) => {
    expect(judge("some-package", licence)).toBe(true);
  });

  it.each(["GPL-3.0-only", "AGPL-3.0", "LGPL-3.0", "MIT AND GPL-2.0", "MPL-2.0", "UNKNOWN", "", "Custom: LICENSE"])(
    "refuses %s, also for tools",
    (licence) => {
      expect(judge("some-package", licence)).toBe(false);
      expect(judge("some-package", licence, true)).toBe(false);
    },
  );

  it("allows the wallet's client, whose licence was read in its repository, and nothing else that only points there", () => {
    expect(judge("@privacybydesign/yivi-client", "Custom: REPOSITORY")).toBe(true);
    expect(judge("@privacybydesign/yivi-web", "Custom: REPOSITORY")).toBe(false);
    expect(judge("@privacybydesign/yivi-client", "GPL-3.0")).toBe(false);
  });

  it("allows axe-core for tests and not in what we hand on", () => {
    expect(judge("axe-core", "MPL-2.0", true)).toBe(true);
    expect(judge("axe-core", "MPL-2.0", false)).toBe(false);
    expect(judge("axe-core", "GPL-3.0", true)).toBe(false);
  });
});
