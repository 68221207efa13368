import type { PersonRow } from "@belfry/contracts";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { downloadCsv } from "../parts/csv.ts";

const ROWS_SHOWN = 50;

/** What becomes of each row that is not unchanged; what is wrong comes first. */
export function PersonRows({ rows }: { rows: readonly PersonRow[] }): ReactNode {
  const { t } = useTranslation("admin");
  if (rows.length === 0) return null;
  const words = (row: PersonRow): string => {
    if (row.what === "added") return t("peopleFile.what.added");
    if (row.what === "wrong") return t("peopleFile.what.wrong", { problem: t(`peopleFile.problems.${row.problem}`) });
    const fields = row.fields.map((field) => t(`peopleFile.column.${field}`)).join(", ");
    return t("peopleFile.what.changed", { fields });
  };
  // What has to be mended is seen first.
  const [wrong, good] = [rows.filter(({ what }) => what === "wrong"), rows.filter(({ what }) => what !== "wrong")];
  const shown = [...wrong, ...good].slice(0, ROWS_SHOWN);
  const report = () =>
    downloadCsv("report.csv", [
      [t("peopleFile.line"), t("peopleFile.column.login"), t("peopleFile.column.name"), t("peopleFile.rows")],
      ...rows.map((row) => [row.line, row.login, row.name, words(row)]),
    ]);
  return (
    <section aria-label={t("peopleFile.rows")}>
      <h3 style={{ marginBlock: "12px 6px" }}>{t("peopleFile.rows")}</h3>
      <ul className="rows box">
        {shown.map((row) => (
          <li key={row.line} className="row" style={{ padding: "6px 12px", flexWrap: "wrap" }}>
            <span className="dim">
              {t("peopleFile.line")} {row.line}
            </span>
            <span className="row-main" style={{ overflowWrap: "anywhere" }}>
              <span style={{ fontWeight: 600 }}>{row.name}</span> <span className="dim">{row.login}</span>
            </span>
            <span style={row.what === "wrong" ? { color: "var(--trouble-ink)" } : {}}>{words(row)}</span>
          </li>
        ))}
      </ul>
      {rows.length > shown.length && (
        <p className="dim">{t("peopleFile.more", { count: rows.length - shown.length })}</p>
      )}
      <Button mt={6} size="xs" variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={report}>
        {t("peopleFile.downloadReport")}
      </Button>
    </section>
  );
}
