import { Anchor, Popover } from "@mantine/core";
import { IconCircleCheck, IconCircleX, IconLoader } from "@tabler/icons-react";
import { type ReactNode, type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk } from "../desk/use-desk.tsx";
import type { HealthView } from "../desk/view/phone-health.ts";

const LOOKS = {
  good: { Icon: IconCircleCheck, color: "var(--available-ink)" },
  waiting: { Icon: IconLoader, color: "var(--offered-ink)" },
  bad: { Icon: IconCircleX, color: "var(--trouble-ink)" },
} as const;

/** The health of the phone in words. A problem that one click can mend is mended by a click on the pill itself. */
export function PhonePill(): ReactNode {
  const { health, actions } = useDesk();
  const [opened, setOpened] = useState(false);
  if (health === null) return null;
  const { remedy } = health;
  if (remedy !== null && remedy !== "openAudio") {
    return <Pill health={health} onClick={() => actions.remedy(remedy)} />;
  }
  return (
    <Popover opened={opened} onChange={setOpened} position="bottom-end">
      <Popover.Target>
        <Pill health={health} onClick={() => setOpened((was) => !was)} />
      </Popover.Target>
      <Popover.Dropdown>
        <Explanation health={health} close={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** `rest` is what the popover needs of its target. */
function Pill(props: {
  health: HealthView;
  onClick: () => void;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
}): ReactNode {
  const { health, onClick, className = "", ...rest } = props;
  const { t } = useTranslation();
  const { Icon, color } = LOOKS[health.tone];
  const title = [health.label, ...health.facts, health.hint ?? ""].filter((part) => part !== "").join(" · ");
  return (
    <button type="button" {...rest} className={`pill ${className}`} onClick={onClick} title={title}>
      <Icon size={16} aria-hidden style={{ color }} />
      <span className="pill-text">
        <span className="visually-hidden">{t("phone.label")}: </span>
        {health.label}
        {health.facts.map((fact, index) => (
          <span
            key={fact}
            className={index < health.facts.length - 1 ? "pill-fact only-very-wide" : "pill-fact only-wide"}
          >
            {` · ${fact}`}
          </span>
        ))}
      </span>
    </button>
  );
}

function Explanation({ health, close }: { health: HealthView; close: () => void }): ReactNode {
  const { t } = useTranslation();
  return (
    <div>
      <p>
        <strong>{health.label}</strong>
      </p>
      {health.facts.length > 0 && <p className="dim">{health.facts.join(" · ")}</p>}
      {health.hint !== null && <p>{health.hint}</p>}
      <Anchor href="#/audio" size="sm" onClick={close}>
        {t("phone.chooseDevices")}
      </Anchor>
    </div>
  );
}
