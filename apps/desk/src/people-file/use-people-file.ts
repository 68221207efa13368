import {
  API,
  type PeopleFileQuery,
  type PeopleImported,
  type PeoplePreview,
  type PersonColumns,
  peopleImported,
  peoplePreview,
  personColumns,
} from "@belfry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, CsvFile, type Failure, failureOf } from "../api/client.ts";

type How = Pick<PeopleFileQuery, "missing" | "passwords">;

/** A file of people on its way: chosen, looked at, done. */
export interface PeopleFileView {
  readonly file: File | null;
  readonly how: How;
  readonly preview: PeoplePreview | null;
  readonly result: PeopleImported | null;
  readonly reading: boolean;
  readonly writing: boolean;
  readonly failure: Failure | null;
  choose(file: File): void;
  setColumn(field: keyof PersonColumns, heading: string | null): void;
  setHow(change: Partial<How>): void;
  apply(): void;
}

interface Chosen {
  readonly file: File;
  readonly columns: PersonColumns;
  readonly how: How;
}

export function usePeopleFile(): PeopleFileView {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [how, setHow] = useState<How>({ missing: "keep", passwords: "made" });
  const look = useMutation({
    mutationFn: (one: Chosen) => ask("POST", addressOf(one), new CsvFile(one.file), peoplePreview),
  });
  const write = useMutation({
    mutationFn: ({ plan, ...one }: Chosen & { plan: string }) =>
      ask("PUT", `${addressOf(one)}&plan=${plan}`, new CsvFile(one.file), peopleImported),
    onSettled: () => client.invalidateQueries({ queryKey: [API.people] }),
  });
  const failed = [look, write].find(({ isError }) => isError);
  function show(next: Chosen): void {
    write.reset();
    setChosen(next);
    look.mutate(next);
  }
  return {
    file: chosen?.file ?? null,
    how,
    preview: look.data ?? null,
    result: write.data ?? null,
    reading: look.isPending,
    writing: write.isPending,
    failure: failed === undefined ? null : failureOf(failed.error),
    choose: (file) => show({ file, columns: {}, how }),
    setColumn: (field, heading) => {
      if (chosen !== null && look.data !== undefined) {
        show({ ...chosen, columns: { ...named(look.data), [field]: heading ?? "" } });
      }
    },
    setHow: (change) => {
      const next = { ...how, ...change };
      setHow(next);
      if (chosen !== null) show({ ...chosen, how: next });
    },
    apply: () => {
      if (chosen !== null && look.data !== undefined) write.mutate({ ...chosen, plan: look.data.plan });
    },
  };
}

function named({ columns }: PeoplePreview): PersonColumns {
  return Object.fromEntries(personColumns.keyof().options.map((field) => [field, columns[field] ?? ""]));
}

/** An empty text is kept here: it says that no column is meant. */
function addressOf({ columns, how }: Chosen): string {
  const search = new URLSearchParams({ missing: how.missing, passwords: how.passwords });
  for (const [field, heading] of Object.entries(columns)) if (heading !== undefined) search.set(field, heading);
  return `${API.peopleFile}?${search}`;
}
