import type { OpeningHours } from "@belfry/contracts";
import { ActionIcon, Button, Fieldset, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../api/session.ts";
import { HolidaysField } from "./holidays-field.tsx";
import { minutesOf, timeOf } from "./minutes.ts";
import { TimeZoneField } from "./place-fields.tsx";
import { weekday } from "./weekday.ts";

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const NINE = 540;
const FIVE = 1020;

function usual(timeZone: string): OpeningHours {
  return {
    timeZone,
    weekly: [1, 2, 3, 4, 5].map((day) => ({ day, from: NINE, to: FIVE })),
    holidays: [],
  };
}

/** Weekly hours in the queue's own time zone, and the days on which they do not count. */
export function HoursField(props: {
  hours: OpeningHours | null;
  onChange: (hours: OpeningHours | null) => void;
  error: string | null;
  /** Other words than those of queues. */
  words?: { readonly legend: string; readonly always: string; readonly set: string; readonly hint: string };
}): ReactNode {
  const { t } = useTranslation("admin");
  const { hours, onChange, words } = props;
  const legend = words?.legend ?? t("queues.hours");
  // The hours are those of the organisation, wherever its admin happens to sit.
  const timeZone = useSession().data?.organisation.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <Fieldset legend={legend} variant="unstyled">
      <NativeSelect
        aria-label={legend}
        description={words?.hint}
        value={hours === null ? "always" : "hours"}
        onChange={(event) => onChange(event.currentTarget.value === "always" ? null : usual(timeZone))}
        error={props.error}
        mb={6}
      >
        <option value="always">{words?.always ?? t("queues.always")}</option>
        <option value="hours">{words?.set ?? t("queues.byHours")}</option>
      </NativeSelect>
      {hours !== null && (
        <>
          <div style={{ marginBottom: 10 }}>
            <TimeZoneField
              value={hours.timeZone}
              onChange={(timeZone) => onChange({ ...hours, timeZone })}
              error={null}
            />
          </div>
          <Weekly hours={hours} onChange={onChange} />
          <HolidaysField hours={hours} onChange={onChange} />
        </>
      )}
    </Fieldset>
  );
}

function Weekly({ hours, onChange }: { hours: OpeningHours; onChange: (hours: OpeningHours) => void }): ReactNode {
  const { t, i18n } = useTranslation("admin");
  const change = (index: number, part: Partial<OpeningHours["weekly"][number]>): void =>
    onChange({ ...hours, weekly: hours.weekly.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <>
      {hours.weekly.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same while one is being changed
        <div key={index} className="hours-line">
          <NativeSelect
            aria-label={t("queues.day")}
            value={one.day}
            onChange={(event) => change(index, { day: Number(event.currentTarget.value) })}
          >
            {DAYS.map((day) => (
              <option key={day} value={day}>
                {weekday(day, i18n.language)}
              </option>
            ))}
          </NativeSelect>
          <TextInput
            type="time"
            aria-label={t("queues.from")}
            value={timeOf(one.from)}
            onChange={(event) => change(index, { from: minutesOf(event.currentTarget.value, 0) })}
          />
          <TextInput
            type="time"
            aria-label={t("queues.to")}
            value={timeOf(one.to)}
            onChange={(event) => change(index, { to: minutesOf(event.currentTarget.value, 1440) })}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t("queues.removeHours")}
            onClick={() => onChange({ ...hours, weekly: hours.weekly.filter((_, at) => at !== index) })}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange({ ...hours, weekly: [...hours.weekly, { day: 1, from: NINE, to: FIVE }] })}
      >
        {t("queues.addHours")}
      </Button>
    </>
  );
}
