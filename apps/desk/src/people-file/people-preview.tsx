import { type PeoplePreview, personColumns } from "@belfry/contracts";
import { Alert } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { FileColumns } from "../parts/file-columns.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { PersonRows } from "./person-rows.tsx";
import type { PeopleFileView } from "./use-people-file.ts";

const LEAVING_SHOWN = 50;

/** What a file would do: which column is what, how many, row by row, and who would be deactivated. */
export function PeoplePreviewPart(props: { people: PeopleFileView; preview: PeoplePreview; file: string }): ReactNode {
  const { t, i18n } = useTranslation("admin");
  const { people, preview } = props;
  const { added, changed, unchanged, wrong, leaving, rows, encoding } = preview;
  const figure = (value: number) => value.toLocaleString(i18n.language);
  const blocked = people.how.missing === "deactivate" && wrong > 0;
  const does = added + changed + leaving.length > 0;
  return (
    <section aria-labelledby="people-preview">
      <h2 id="people-preview" style={{ marginBlock: 12 }}>
        {t("peopleFile.preview", { file: props.file })}
      </h2>
      <FileColumns
        legend={t("peopleFile.columns")}
        fields={personColumns.keyof().options}
        label={(field) => t(`peopleFile.column.${field}`)}
        headings={preview.headings}
        chosen={preview.columns}
        none={t("peopleFile.noColumn")}
        onChoose={people.setColumn}
      />
      <p className="dim small" style={{ marginBlock: 8 }}>
        {t("peopleFile.columnHint")}
        {encoding.startsWith("windows") && ` ${t("peopleFile.encoding", { encoding })}`}
      </p>
      <p style={{ marginBlock: 12, fontWeight: 600 }}>
        {t("peopleFile.counts", {
          added: figure(added),
          changed: figure(changed),
          unchanged: figure(unchanged),
          wrong: figure(wrong),
        })}
      </p>
      {leaving.length > 0 && (
        <Alert variant="light" mb="md" title={t("peopleFile.leaving", { count: leaving.length })}>
          <p>{t("peopleFile.leavingHint")}</p>
          <p>
            {leaving
              .slice(0, LEAVING_SHOWN)
              .map(({ name, login }) => `${name} (${login})`)
              .join(", ")}
          </p>
          {leaving.length > LEAVING_SHOWN && <p>{t("peopleFile.more", { count: leaving.length - LEAVING_SHOWN })}</p>}
        </Alert>
      )}
      <PersonRows rows={rows} />
      {blocked && <p style={{ marginBlock: 12 }}>{t("peopleFile.leavingWrong")}</p>}
      {!does && <p style={{ marginBlock: 12 }}>{t("peopleFile.nothing")}</p>}
      {does && !blocked && (
        <WorkButton mt="md" busy={people.writing || people.reading} onClick={people.apply}>
          {t("peopleFile.apply")}
        </WorkButton>
      )}
    </section>
  );
}
