import type { OpeningHours } from "@belfry/contracts";
import { ActionIcon, Button, Fieldset, NativeSelect, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { minutesOf, timeOf } from "./minutes.ts";

type Holiday = OpeningHours["holidays"][number];

/** Days with other hours than their weekday's: closed all day, or open for one part of it. */
export function HolidaysField(props: { hours: OpeningHours; onChange: (hours: OpeningHours) => void }): ReactNode {
  const { t } = useTranslation("admin");
  const { hours, onChange } = props;
  const put = (holidays: Holiday[]): void => onChange({ ...hours, holidays });
  const change = (index: number, part: Partial<Holiday>): void =>
    put(hours.holidays.map((one, at) => (at === index ? { ...one, ...part } : one)));
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Fieldset legend={t("queues.holidays")} variant="unstyled" mt={10}>
      {hours.holidays.map((one, index) => {
        const span = one.open[0];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: two lines may say the same while one is being changed
          <div key={index} className="line">
            <TextInput
              type="date"
              aria-label={t("queues.date")}
              value={one.date}
              onChange={(event) => change(index, { date: event.currentTarget.value })}
            />
            <TextInput
              className="row-main"
              miw={160}
              aria-label={t("queues.holidayName")}
              placeholder={t("queues.holidayName")}
              value={one.name}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={t("queues.hours")}
              value={span === undefined ? "closed" : "open"}
              onChange={(event) =>
                change(index, { open: event.currentTarget.value === "closed" ? [] : [{ from: 540, to: 720 }] })
              }
            >
              <option value="closed">{t("queues.closedAllDay")}</option>
              <option value="open">{t("queues.openOnDay")}</option>
            </NativeSelect>
            {span !== undefined && (
              <>
                <TextInput
                  type="time"
                  aria-label={t("queues.from")}
                  value={timeOf(span.from)}
                  onChange={(event) =>
                    change(index, {
                      open: [{ ...span, from: minutesOf(event.currentTarget.value, 0) }, ...one.open.slice(1)],
                    })
                  }
                />
                <TextInput
                  type="time"
                  aria-label={t("queues.to")}
                  value={timeOf(span.to)}
                  onChange={(event) =>
                    change(index, {
                      open: [{ ...span, to: minutesOf(event.currentTarget.value, 1440) }, ...one.open.slice(1)],
                    })
                  }
                />
              </>
            )}
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={t("queues.removeHoliday")}
              onClick={() => put(hours.holidays.filter((_, at) => at !== index))}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </div>
        );
      })}
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => put([...hours.holidays, { date: today, name: "", open: [] }])}
      >
        {t("queues.addHoliday")}
      </Button>
    </Fieldset>
  );
}
