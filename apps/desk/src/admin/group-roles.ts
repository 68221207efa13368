import type { SignInService } from "@belfry/contracts";

type GroupRoles = SignInService["groupRoles"];

/** One line for each group: `Call centre = agent`. */
export function groupRolesText(list: GroupRoles): string {
  return list.map(({ group, role }) => `${group} = ${role}`).join("\n");
}

/** What the lines say, for the schema to judge; a group's name may itself hold an equals sign (`ou=agents`). */
export function readGroupRoles(text: string): readonly { readonly group: string; readonly role: string }[] {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const at = line.lastIndexOf("=");
      return {
        group: line.slice(0, Math.max(0, at)).trim(),
        role: line
          .slice(at + 1)
          .trim()
          .toLowerCase(),
      };
    });
}
