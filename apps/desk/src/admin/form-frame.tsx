import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Failure } from "../api/client.ts";
import { Refusal } from "../parts/refusal.tsx";

/** The form element, the refusal of the whole, and the one button. */
export function FormFrame(props: {
  submit: () => void;
  saving: boolean;
  failure: Failure | null;
  isNew: boolean;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        props.submit();
      }}
    >
      <div className="form">
        {props.children}
        <Refusal failure={props.failure} />
        <div>
          <Button type="submit" loading={props.saving}>
            {props.isNew ? t("common.add") : t("common.save")}
          </Button>
        </div>
      </div>
    </form>
  );
}
