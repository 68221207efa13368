import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Failure } from "../api/client.ts";
import { useFirstMistake } from "./first-mistake.ts";
import { Refusal } from "./refusal.tsx";
import { WorkButton } from "./work-button.tsx";

/** The form element, the refusal of the whole, and the one button. */
export function FormFrame(props: {
  submit: () => void;
  saving: boolean;
  failure: Failure | null;
  isNew: boolean;
  children: ReactNode;
}): ReactNode {
  const { t } = useTranslation();
  const form = useRef<HTMLFormElement>(null);
  const [attempts, setAttempts] = useState(0);
  useFirstMistake(form, attempts);
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAttempts(attempts + 1);
        props.submit();
      }}
    >
      <div className="form">
        {props.children}
        <Refusal failure={props.failure} />
        <div>
          <WorkButton type="submit" busy={props.saving}>
            {props.isNew ? t("common.add") : t("common.save")}
          </WorkButton>
        </div>
      </div>
    </form>
  );
}
