import { ActionIcon, Button, Fieldset, NumberInput, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export interface SkillLevel {
  readonly skill: string;
  readonly level: number;
}

/** Skills by name with a level of 1 to 10. */
export function SkillsField(props: {
  label: string;
  skills: readonly SkillLevel[];
  onChange: (skills: SkillLevel[]) => void;
}): ReactNode {
  const { t } = useTranslation("admin");
  const { skills, onChange } = props;
  const change = (index: number, part: Partial<SkillLevel>): void =>
    onChange(skills.map((one, at) => (at === index ? { ...one, ...part } : one)));
  return (
    <Fieldset legend={props.label} variant="unstyled">
      {skills.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a skill that is being typed has no name of its own yet
        <div key={index} className="line">
          <TextInput
            className="row-main"
            aria-label={t("people.skill")}
            value={one.skill}
            onChange={(event) => change(index, { skill: event.currentTarget.value })}
          />
          <NumberInput
            aria-label={t("people.level")}
            w={90}
            min={1}
            max={10}
            value={one.level}
            onChange={(level) => change(index, { level: Number(level) })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("people.removeSkill", { skill: one.skill })}
            onClick={() => onChange(skills.filter((_, at) => at !== index))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange([...skills, { skill: "", level: 5 }])}
      >
        {t("people.addSkill")}
      </Button>
    </Fieldset>
  );
}
