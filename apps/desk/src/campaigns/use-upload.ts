import {
  API,
  type ContactColumns,
  type UploadPreview,
  type UploadResult,
  uploadPreview,
  uploadResult,
} from "@belfry/contracts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, CsvFile, type Failure, failureOf } from "../api/client.ts";

/** A file on its way into a campaign: chosen, looked at, added. */
export interface UploadView {
  readonly file: File | null;
  readonly preview: UploadPreview | null;
  readonly result: UploadResult | null;
  readonly busy: boolean;
  readonly failure: Failure | null;
  choose(file: File): void;
  setColumn(field: keyof ContactColumns, heading: string | null): void;
  add(): void;
}

interface Chosen {
  readonly file: File;
  /** Names this upload for the server: sent twice, it adds nothing twice. */
  readonly upload: string;
  readonly columns: ContactColumns;
}

export function useUpload(campaign: string): UploadView {
  const client = useQueryClient();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const address = `${API.campaigns}/${campaign}/uploads`;
  const look = useMutation({
    mutationFn: ({ file, columns }: Chosen) =>
      ask("POST", `${address}${columnQuery(columns)}`, new CsvFile(file), uploadPreview),
  });
  const add = useMutation({
    mutationFn: ({ file, upload, columns }: Chosen) =>
      ask("PUT", `${address}/${upload}${columnQuery(columns)}`, new CsvFile(file), uploadResult),
    onSettled: () => client.invalidateQueries({ queryKey: [API.campaigns, campaign] }),
  });
  const failed = [look, add].find(({ isError }) => isError);
  function show(next: Chosen): void {
    add.reset();
    setChosen(next);
    look.mutate(next);
  }
  return {
    file: chosen?.file ?? null,
    preview: look.data ?? null,
    result: add.data ?? null,
    busy: look.isPending || add.isPending,
    failure: failed === undefined ? null : failureOf(failed.error),
    choose: (file) => show({ file, upload: crypto.randomUUID(), columns: {} }),
    setColumn: (field, heading) => {
      if (chosen !== null && look.data !== undefined) {
        show({ ...chosen, upload: crypto.randomUUID(), columns: { ...named(look.data), [field]: heading ?? "" } });
      }
    },
    add: () => {
      if (chosen !== null) add.mutate(chosen);
    },
  };
}

function named({ columns }: UploadPreview): ContactColumns {
  const { number, name, reference, timeZone, cardLink } = columns;
  return {
    number: number ?? "",
    name: name ?? "",
    reference: reference ?? "",
    timeZone: timeZone ?? "",
    cardLink: cardLink ?? "",
  };
}

/** An empty text is kept here: it says that no column is meant. */
function columnQuery(columns: ContactColumns): string {
  const search = new URLSearchParams();
  for (const [field, heading] of Object.entries(columns)) if (heading !== undefined) search.set(field, heading);
  return search.size === 0 ? "" : `?${search}`;
}
