import {
  API,
  type ExtensionRange,
  type ExtensionUse,
  extensionUse,
  type RangeAdded,
  rangeAdded,
} from "@belfry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, type Failure, failureOf, get, query, tell } from "../api/client.ts";
import { type Range, rangesOf } from "./ranges.ts";

export interface ExtensionsView {
  readonly ready: boolean;
  readonly ranges: readonly Range[];
  /** Those that somebody has or sits at. */
  readonly taken: readonly ExtensionUse[];
  readonly loadFailure: Failure | null;
  readonly adding: boolean;
  /** What the last range added. */
  readonly added: RangeAdded | null;
  /** The range that was taken out last. */
  readonly removed: ExtensionRange | null;
  readonly failure: Failure | null;
  add(range: ExtensionRange): void;
  remove(range: ExtensionRange): void;
}

/** The organisation's extensions, and who has which. */
export function useExtensions(): ExtensionsView {
  const client = useQueryClient();
  const list = useQuery({ queryKey: [API.extensions], queryFn: () => get(API.extensions, extensionUse.array()) });
  const again = () => client.invalidateQueries({ queryKey: [API.extensions] });
  const add = useMutation({
    mutationFn: (range: ExtensionRange) => ask("POST", API.extensions, range, rangeAdded),
    onSettled: again,
  });
  const remove = useMutation({
    mutationFn: ({ first, last }: ExtensionRange) => tell("DELETE", `${API.extensions}${query({ first, last })}`),
    onSettled: again,
  });
  const uses = list.data ?? [];
  const error = add.error ?? remove.error;
  return {
    ready: list.isSuccess,
    ranges: rangesOf(uses),
    taken: uses.filter(({ owner, guest }) => owner !== null || guest !== null),
    loadFailure: list.isError ? failureOf(list.error) : null,
    adding: add.isPending,
    added: add.data ?? null,
    removed: remove.isSuccess ? remove.variables : null,
    failure: error === null ? null : failureOf(error),
    add: (range) => {
      remove.reset();
      add.mutate(range);
    },
    remove: (range) => {
      add.reset();
      remove.mutate(range);
    },
  };
}
