import type { Me } from "@belfry/contracts";

export type PageName = "phone" | "calls" | "live" | "admin" | "organisations";

/** The pages that this person's roles open, in the order of the menu. */
export function pagesOf(me: Me): PageName[] {
  const may = (...roles: Me["roles"]): boolean => me.roles.some((role) => roles.includes(role));
  const pages: PageName[] = [];
  if (me.extension !== null) pages.push("phone");
  if (may("supervisor", "admin") || me.extension !== null) pages.push("live", "calls");
  if (may("admin")) pages.push("admin");
  if (may("operator")) pages.push("organisations");
  return pages.length === 0 ? ["phone"] : pages;
}
