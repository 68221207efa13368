import { attributeTag, caseLink, type VerifiedAttribute } from "@belfry/contracts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { filledLinks } from "./links.ts";

const known = (some: Partial<Record<VerifiedAttribute["tag"], string>>) =>
  attributeTag.options.flatMap((tag) => (some[tag] === undefined ? [] : [{ tag, value: some[tag] }]));
const link = (template: string) => caseLink.parse({ label: "Cases", template });

it("fills what is known into its places, encoded", () => {
  const links = [link("https://cases.example.org/persons/{bsn}?name={fullName}#{city}"), link("https://x.example/all")];
  expect(
    filledLinks(links, known({ bsn: "999990019", fullName: "Zoë O'Neil & /?#", city: "'s-Hertogenbosch" })),
  ).toEqual([
    {
      label: "Cases",
      url: "https://cases.example.org/persons/999990019?name=Zo%C3%AB%20O%27Neil%20%26%20%2F%3F%23#'s-Hertogenbosch",
    },
    { label: "Cases", url: "https://x.example/all" },
  ]);
});

it("leaves a link out when something it needs is not known or empty, or is no attribute", () => {
  const links = [link("https://x.example/{bsn}/{fullName}")];
  expect(filledLinks(links, known({ bsn: "1" }))).toEqual([]);
  expect(filledLinks(links, known({ bsn: "1", fullName: "" }))).toEqual([]);
  expect(filledLinks([link("https://x.example/{shoeSize}")], known({ bsn: "1" }))).toEqual([]);
});

it("never leads to another host or another depth of it, whatever the values are", () => {
  const templates = [
    "https://cases.example.org/{bsn}",
    "https://cases.example.org/a/{bsn}/b?x={fullName}",
    "https://cases.example.org:8443/{bsn}{fullName}/#/{bsn}",
    "https://cases.example.org?{bsn}",
  ].map(link);
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(".", "..", "%2e%2e", "//evil.example", "@evil.example", "\\evil"),
  );
  fc.assert(
    fc.property(fc.constantFrom(...templates), value, value, (one, bsn, fullName) => {
      for (const { url } of filledLinks([one], known({ bsn, fullName }))) {
        const [is, was] = [new URL(url), new URL(one.template.replaceAll(/[{}]/g, ""))];
        expect([is.origin, is.username]).toEqual([was.origin, ""]);
        expect(is.pathname.split("/").length).toBe(was.pathname.split("/").length);
      }
    }),
  );
  expect(filledLinks([link("https://x.example/a/{bsn}/b")], known({ bsn: ".." }))).toEqual([]);
});
