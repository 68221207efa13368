import type { ReactNode } from "react";

/** Holds a table that scrolls sideways where it is wider than the page. */
export function TableBox({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reached by keys
    <section className="table-box" tabIndex={0} aria-label={label}>
      {children}
    </section>
  );
}
