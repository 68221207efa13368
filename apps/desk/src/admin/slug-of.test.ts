import { organisationInput } from "@belfry/contracts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { slugOf } from "./slug-of.ts";

it("suggests a short name that the server takes, or none", () => {
  expect(slugOf("City of Liège")).toBe("city-of-liege");
  expect(slugOf("  Gemeente 's-Hertogenbosch ")).toBe("gemeente-s-hertogenbosch");
  expect(slugOf("Київ")).toBe("");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 80 }), (name) => {
      const slug = slugOf(name);
      expect(slug === "" || organisationInput.shape.slug.safeParse(slug).success).toBe(true);
    }),
  );
});
