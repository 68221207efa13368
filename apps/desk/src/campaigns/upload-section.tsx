import { contactColumns, type RowProblem, type UploadPreview } from "@belfry/contracts";
import { FileButton, Table } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { downloadCsv } from "../parts/csv.ts";
import { FileColumns } from "../parts/file-columns.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { TableBox } from "../parts/table-box.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { problemReport } from "./csv-report.ts";
import { type UploadView, useUpload } from "./use-upload.ts";

const PROBLEMS_SHOWN = 10;

/** Contacts from a file: choose it, look at what is in it, add what is good. */
export function UploadSection({ campaign }: { campaign: string }): ReactNode {
  const { t, i18n } = useTranslation("admin");
  const upload = useUpload(campaign);
  const { file, preview, result, busy, failure } = upload;
  const figure = (value: number) => value.toLocaleString(i18n.language);
  return (
    <section className="section" aria-labelledby="upload-title">
      <h2 id="upload-title" style={{ marginBottom: 4 }}>
        {t("upload.title")}
      </h2>
      <p className="dim" style={{ marginBottom: 8 }}>
        {t("upload.intro")}
      </p>
      <FileButton accept=".csv,text/csv" onChange={(chosen) => chosen !== null && upload.choose(chosen)}>
        {(props) => (
          <WorkButton {...props} variant="default" busy={busy} leftSection={<IconUpload size={16} aria-hidden />}>
            {file === null ? t("upload.choose") : t("upload.other")}
          </WorkButton>
        )}
      </FileButton>
      <div role="status" style={{ marginTop: 8 }}>
        {busy && <p className="dim">{t("upload.reading")}</p>}
        {result !== null && file !== null && (
          <p className="hint">
            {t("upload.done", { added: figure(result.added), bad: figure(result.bad), file: file.name })}
          </p>
        )}
      </div>
      <Refusal failure={failure} />
      {result !== null && <Problems problems={result.problems} bad={result.bad} />}
      {result === null && preview !== null && file !== null && (
        <Preview upload={upload} preview={preview} file={file.name} />
      )}
    </section>
  );
}

function Preview(props: { upload: UploadView; preview: UploadPreview; file: string }): ReactNode {
  const { t, i18n } = useTranslation("admin");
  const { upload, preview } = props;
  const figure = (value: number) => value.toLocaleString(i18n.language);
  return (
    <section aria-label={t("upload.preview", { file: props.file })}>
      <h3 style={{ marginBlock: 8 }}>{t("upload.preview", { file: props.file })}</h3>
      <FileColumns
        legend={t("upload.columns")}
        fields={contactColumns.keyof().options}
        label={(field) => t(`contacts.${field}`)}
        headings={preview.headings}
        chosen={preview.columns}
        none={t("upload.noColumn")}
        onChoose={upload.setColumn}
      />
      <h4 style={{ marginBlock: "12px 6px" }}>{t("upload.firstRows")}</h4>
      <TableBox label={t("upload.firstRows")}>
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("upload.line")}</Table.Th>
              {preview.headings.map((heading, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a file may have the same heading twice
                <Table.Th key={place}>{heading}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {preview.first.map(({ line, cells }) => (
              <Table.Tr key={line}>
                <Table.Td>{line}</Table.Td>
                {preview.headings.map((_, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a cell is known by
                  <Table.Td key={place}>{(cells[place] ?? "").slice(0, 80)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </TableBox>
      <Problems problems={preview.problems} bad={preview.bad} />
      <p style={{ marginBlock: 12 }}>
        {t("upload.counts", { good: figure(preview.good), rows: figure(preview.rows) })}
      </p>
      {preview.good > 0 && (
        <WorkButton busy={upload.busy} onClick={upload.add}>
          {t("upload.add", { count: preview.good })}
        </WorkButton>
      )}
    </section>
  );
}

function Problems({ problems, bad }: { problems: readonly RowProblem[]; bad: number }): ReactNode {
  const { t } = useTranslation("admin");
  if (bad === 0) return null;
  const words = (problem: RowProblem["problem"]) => t(`upload.problems.${problem}`);
  const shown = problems.slice(0, PROBLEMS_SHOWN);
  function download(): void {
    downloadCsv(
      "report.csv",
      problemReport([t("upload.line"), t("upload.problem"), t("contacts.number")], problems, words),
    );
  }
  return (
    <section aria-label={t("upload.badRows")}>
      <h4 style={{ marginBlock: "12px 6px" }}>{t("upload.badRows")}</h4>
      <ul className="rows box">
        {shown.map(({ line, problem, number }) => (
          <li key={line} className="row" style={{ padding: "6px 12px", flexWrap: "wrap" }}>
            <span className="dim">
              {t("upload.line")} {line}
            </span>
            <span className="row-main">{words(problem)}</span>
            <code style={{ overflowWrap: "anywhere" }}>{number}</code>
          </li>
        ))}
      </ul>
      {bad > shown.length && <p className="dim">{t("upload.more", { count: bad - shown.length })}</p>}
      <WorkButton
        mt={6}
        size="xs"
        variant="default"
        busy={false}
        leftSection={<IconDownload size={14} aria-hidden />}
        onClick={download}
      >
        {t("upload.report")}
      </WorkButton>
    </section>
  );
}
