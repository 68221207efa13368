import { deviceProblem } from "@belfry/contracts";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Failure } from "../api/client.ts";

/** The sentence of an error in the page's language. A parameter that is itself a stable word is translated too. */
export function failureText(failure: Failure, t: TFunction): string {
  const problem = deviceProblem.safeParse(failure.params["problem"]);
  const params = problem.success ? { ...failure.params, problem: t(`problem.${problem.data}`) } : failure.params;
  const fields = failure.fields.map((field) => `${field.path}: ${field.message}`).join("; ");
  const detail = failure.params["detail"] ?? fields;
  return t(`errors.${failure.code}`, {
    seconds: "",
    trace: "",
    name: "",
    number: "",
    problem: "",
    kind: "",
    limit: "",
    line: "",
    column: "",
    ...params,
    detail,
  });
}

/** A refusal stands where it happened: the sentence, what to do, and a small code. */
export function Refusal({ failure }: { failure: Failure | null | undefined }): ReactNode {
  const { t } = useTranslation();
  return (
    <div role="status">
      {failure !== null && failure !== undefined && (
        <div className="refusal">
          <IconAlertTriangle size={16} aria-hidden />
          <div>
            {failureText(failure, t)} <span className="small">({t("common.code", { code: failure.code })})</span>
          </div>
        </div>
      )}
    </div>
  );
}
