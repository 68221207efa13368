import type { AttributeTag, CallIdentity } from "@belfry/contracts";

/** What is known of the caller of the scenes; of a demonstration, nothing of it is verified. */
export function identityOf(demo: boolean, now: number): CallIdentity {
  const fact = (tag: AttributeTag, value: string, sourceAttribute: string) => ({
    ...{ tag, value, sourceAttribute, demo },
    source: demo ? "Demo wallet" : "Yivi, Municipality of Nijmegen",
    verifiedAt: now - 8 * 60_000,
  });
  return {
    purpose: "Renew a parking permit",
    until: now + 52 * 60_000,
    attributes: [
      fact("fullName", "Jan Willem van der Linden-Oosterhout", "irma-demo.gemeente.personalData.fullname"),
      fact("bsn", "999990019", "irma-demo.gemeente.personalData.bsn"),
      fact("birthDate", "1987-03-09", "irma-demo.gemeente.personalData.dateofbirth"),
      fact("over18", "yes", "irma-demo.gemeente.personalData.over18"),
      fact("mobileNumber", "+31612345678", "irma-demo.pbdf.mobilenumber.mobilenumber"),
    ],
    links: [
      { label: "Case system", url: "https://cases.example.org/persons/999990019" },
      { label: "Permit register", url: "https://permits.example.org/?bsn=999990019" },
    ],
  };
}
