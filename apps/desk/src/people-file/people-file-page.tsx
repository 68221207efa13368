import { API, type PeopleImported } from "@belfry/contracts";
import { Alert, Button, FileButton, NativeSelect } from "@mantine/core";
import { IconDownload, IconUpload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { downloadCsv } from "../parts/csv.ts";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { PeoplePreviewPart } from "./people-preview.tsx";
import { PersonRows } from "./person-rows.tsx";
import { type PeopleFileView, usePeopleFile } from "./use-people-file.ts";

/** The people of the organisation from a file: choose it, look at what it would do, have it done. */
export function PeopleFilePage(): ReactNode {
  const { t } = useTranslation("admin");
  const people = usePeopleFile();
  const { file, preview, result, reading, writing, failure } = people;
  return (
    <>
      <div className="filters">
        <h1 className="row-main">{t("peopleFile.title")}</h1>
        <Button component="a" href="#/admin/people" variant="default">
          {t("peopleFile.back")}
        </Button>
      </div>
      <p className="dim section">{t("peopleFile.intro")}</p>
      <p className="section">
        <Button
          component="a"
          href={API.peopleFile}
          download="people.csv"
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t("peopleFile.download")}
        </Button>
      </p>
      <Choices people={people} />
      <FileButton accept=".csv,text/csv" onChange={(chosen) => chosen !== null && people.choose(chosen)}>
        {(props) => (
          <WorkButton
            {...props}
            variant={file === null ? "filled" : "default"}
            busy={reading || writing}
            leftSection={<IconUpload size={16} aria-hidden />}
          >
            {file === null ? t("peopleFile.choose") : t("peopleFile.other")}
          </WorkButton>
        )}
      </FileButton>
      <div role="status" style={{ marginTop: 8 }}>
        {reading && <p className="dim">{t("peopleFile.reading")}</p>}
        {writing && <p className="dim">{t("peopleFile.writing")}</p>}
        {result !== null && (
          <p className="hint">
            {t("peopleFile.done", {
              added: result.added,
              changed: result.changed,
              deactivated: result.deactivated,
              wrong: result.wrong,
            })}
          </p>
        )}
      </div>
      <Refusal failure={failure} />
      {result !== null && <Result result={result} />}
      {result === null && preview !== null && file !== null && (
        <PeoplePreviewPart people={people} preview={preview} file={file.name} />
      )}
    </>
  );
}

function Choices({ people }: { people: PeopleFileView }): ReactNode {
  const { t } = useTranslation("admin");
  const { missing, passwords } = people.how;
  return (
    <div className="form section" style={{ maxWidth: 480 }}>
      <NativeSelect
        label={t("peopleFile.missing")}
        value={missing}
        onChange={(event) =>
          people.setHow({ missing: event.currentTarget.value === "deactivate" ? "deactivate" : "keep" })
        }
      >
        <option value="keep">{t("peopleFile.keep")}</option>
        <option value="deactivate">{t("peopleFile.deactivate")}</option>
      </NativeSelect>
      <NativeSelect
        label={t("peopleFile.passwords")}
        value={passwords}
        onChange={(event) => people.setHow({ passwords: event.currentTarget.value === "none" ? "none" : "made" })}
      >
        <option value="made">{t("peopleFile.passwordsMade")}</option>
        <option value="none">{t("peopleFile.noPasswords")}</option>
      </NativeSelect>
    </div>
  );
}

function Result({ result }: { result: PeopleImported }): ReactNode {
  const { t } = useTranslation("admin");
  const { passwords, rows } = result;
  const heading = [t("peopleFile.column.login"), t("peopleFile.column.name"), t("peopleFile.column.password")];
  return (
    <>
      {passwords.length > 0 && (
        <Alert variant="light" my="md" title={t("peopleFile.secrets")}>
          <Button
            size="sm"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() =>
              downloadCsv("passwords.csv", [
                heading,
                ...passwords.map(({ login, name, password }) => [login, name, password]),
              ])
            }
          >
            {t("peopleFile.downloadSecrets")}
          </Button>
        </Alert>
      )}
      <PersonRows rows={rows} />
    </>
  );
}
