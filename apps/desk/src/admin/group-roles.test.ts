import { signInServiceInput } from "@belfry/contracts";
import fc from "fast-check";
import { expect, it } from "vitest";
import { groupRolesText, readGroupRoles } from "./group-roles.ts";

const { groupRoles } = signInServiceInput.shape;

it("reads a group and a role from each line, also where the group's name holds an equals sign", () => {
  expect(groupRoles.parse(readGroupRoles("Call centre = Agent\n\n ou=leads,dc=city =supervisor "))).toEqual([
    { group: "Call centre", role: "agent" },
    { group: "ou=leads,dc=city", role: "supervisor" },
  ]);
});

it.each(["agents", "= agent", "x = operator", "x ="])("lets the schema refuse %s", (text) => {
  expect(groupRoles.safeParse(readGroupRoles(text)).success).toBe(false);
});

it("reads back what it writes", () => {
  const group = fc.string({ minLength: 1, maxLength: 50 }).map((text) => text.replaceAll(/[\r\n]/g, "").trim());
  const entry = fc.record({ group: group.filter((text) => text !== ""), role: fc.constantFrom("agent", "admin") });
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 5 }), (list) => {
      expect(readGroupRoles(groupRolesText(groupRoles.parse(list)))).toEqual(list);
    }),
  );
});
