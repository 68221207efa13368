import { Table } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TableBox } from "../parts/table-box.tsx";
import { SortHeading } from "./sort-heading.tsx";
import type { Sorting } from "./use-live.ts";

/** One table of the wall: its title with what filters it, headings that sort, and rows in their own scrolling box. */
export function WallTable<K extends string>(props: {
  title: string;
  filters: ReactNode;
  columns: readonly { readonly by: K; readonly title: string }[];
  sorting: Sorting<K>;
  big: boolean;
  rows: readonly ReactNode[];
  /** What is said about the table between its title and its rows. */
  about?: ReactNode;
  /** The name of a last column of things to do, or null. */
  actions?: string | null;
}): ReactNode {
  const { t } = useTranslation();
  const { title, sorting, rows } = props;
  return (
    <section className="section">
      <div className="filters">
        <h2 className="row-main">{title}</h2>
        {props.filters}
      </div>
      {props.about}
      <TableBox label={title}>
        <Table verticalSpacing={props.big ? 10 : 6} fz="inherit">
          <Table.Thead>
            <Table.Tr>
              {props.columns.map((column) => (
                <SortHeading key={column.by} by={column.by} sorting={sorting}>
                  {column.title}
                </SortHeading>
              ))}
              {props.actions && (
                <Table.Th className="row-actions">
                  <span className="visually-hidden">{props.actions}</span>
                </Table.Th>
              )}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{rows}</Table.Tbody>
        </Table>
      </TableBox>
      {rows.length === 0 && <p className="dim">{t("live.noMatch")}</p>}
    </section>
  );
}
