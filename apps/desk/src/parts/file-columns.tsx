import { NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";

/** Which heading of a file stands for which of our fields. */
export function FileColumns<Field extends string>(props: {
  readonly legend: string;
  readonly fields: readonly Field[];
  readonly label: (field: Field) => string;
  readonly headings: readonly string[];
  readonly chosen: Readonly<Partial<Record<Field, string | null>>>;
  /** Said where a file does not have a field. */
  readonly none: string;
  /** Null: the file does not have it. */
  readonly onChoose: (field: Field, heading: string | null) => void;
}): ReactNode {
  const headings = [...new Set(props.headings)].filter((heading) => heading !== "");
  return (
    <fieldset className="plain">
      <legend>{props.legend}</legend>
      <div className="figures">
        {props.fields.map((field) => (
          <NativeSelect
            key={field}
            label={props.label(field)}
            value={props.chosen[field] ?? ""}
            onChange={({ currentTarget: { value } }) => props.onChoose(field, value === "" ? null : value)}
          >
            <option value="">{props.none}</option>
            {headings.map((heading) => (
              <option key={heading} value={heading}>
                {heading}
              </option>
            ))}
          </NativeSelect>
        ))}
      </div>
    </fieldset>
  );
}
