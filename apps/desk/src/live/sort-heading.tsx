import { Table } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Sorting } from "./use-live.ts";

/** A heading that sorts; which way is told to the eye and to a screen reader. */
export function SortHeading<K extends string>(props: { by: K; sorting: Sorting<K>; children: string }): ReactNode {
  const { by, sorting, children } = props;
  const active = sorting.by === by;
  return (
    <Table.Th aria-sort={active ? (sorting.down ? "descending" : "ascending") : "none"}>
      <button type="button" className="sort" onClick={() => sorting.choose(by)}>
        {children}
        {active && (sorting.down ? <IconArrowDown size={14} aria-hidden /> : <IconArrowUp size={14} aria-hidden />)}
      </button>
    </Table.Th>
  );
}
