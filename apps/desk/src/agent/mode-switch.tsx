import { supervisionMode } from "@belfry/contracts";
import { SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { SupervisingView } from "../desk/view/call-card-view.ts";

/** Who hears the supervisor: nobody, the agent, or everybody. It shows what the server says, not what was pressed. */
export function ModeSwitch(props: { supervising: SupervisingView; disabled: boolean }): ReactNode {
  const { t } = useTranslation();
  const { actions } = useDesk();
  return (
    <SegmentedControl
      fullWidth
      aria-label={t("supervise.mode")}
      value={props.supervising.mode}
      disabled={props.disabled}
      onChange={(value) => {
        const mode = supervisionMode.safeParse(value);
        if (mode.success) actions.supervisionMode(mode.data);
      }}
      data={supervisionMode.options.map((mode) => ({ value: mode, label: t(`supervise.${mode}`) }))}
    />
  );
}
