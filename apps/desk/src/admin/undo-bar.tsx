import { Button, CloseButton } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Done } from "./use-collection.ts";

/** Says what is in force now and offers the way back, for as long as nothing else was done. */
export function UndoBar(props: { done: Done | null; undo: () => void; close: () => void }): ReactNode {
  const { t } = useTranslation(["admin", "desk"]);
  return (
    <div role="status">
      {props.done !== null && (
        <div className="hint" style={{ marginBottom: 12, alignItems: "center" }}>
          <span className="row-main">{t(`admin:list.${props.done.deed}`, { name: props.done.name })}</span>
          <Button
            variant="default"
            size="xs"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={props.undo}
          >
            {t("desk:common.undo")}
          </Button>
          <CloseButton aria-label={t("desk:common.close")} onClick={props.close} />
        </div>
      )}
    </div>
  );
}
