import type { NextStep, OrganisationSetUp } from "@belfry/contracts";

/** What the admin, or the operator for them, does next; in the order in which it is done. */
const STEPS: Readonly<Record<NextStep, string>> = {
  numbers: "Add the numbers that callers dial (Admin, Numbers).",
  trunk: "Set up the trunk that brings their calls (Admin, Trunks).",
  agents: "Add the agents, by hand or from a file (Admin, People).",
  members: "Say who serves the queue (Admin, Queues, Members).",
  purpose: "For the button on websites: add what visitors may call for (Admin, Verified calling).",
  websites: "Name the websites that may show the button (Admin, Verified calling).",
};

/** An organisation as people read it. */
export function setUpText(about: OrganisationSetUp): string {
  const lines = [
    `Name         ${about.name}`,
    `Sign in at   ${about.origin}/#organisation=${about.slug}`,
    `  with       organisation ${about.slug}, user name ${about.admins.join(" or ")}`,
    `Country      ${about.country}, ${about.timeZone}`,
    `Languages    ${[about.language, ...about.otherLanguages].join(", ")}`,
    `Agents       ${about.agents}`,
  ];
  const numbers = about.numbers.map(({ number, label, payer }) => {
    const pays =
      payer === null ? "who pays is not said" : payer === "caller" ? "the caller pays" : "the organisation pays";
    return `${number} (${label === "" ? pays : `${label}; ${pays}`})`;
  });
  lines.push(
    ...(numbers.length === 0
      ? ["Numbers      none"]
      : numbers.map((one, at) => `${at === 0 ? "Numbers  " : "         "}    ${one}`)),
  );
  if (about.next.length > 0) {
    lines.push("", "What comes next:", ...about.next.map((step, at) => `  ${at + 1}. ${STEPS[step]}`));
  }
  if (about.button !== null) {
    const { html, ready, purpose } = about.button;
    const works = ready
      ? "For its websites:"
      : `For its websites; it shows the number until there is a purpose named “${purpose}”:`;
    lines.push("", works, ...html.split("\n").map((line) => `  ${line}`));
  }
  return lines.join("\n");
}

/** Columns as wide as what is in them. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
