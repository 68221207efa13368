import { API, type DoNotCallInput, doNotCallAdded, doNotCallEntry, page } from "@belfry/contracts";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { ask, CsvFile, failureOf, get, query, tell } from "../api/client.ts";

const entryPage = page(doNotCallEntry);

/** A file, and the heading of its column of numbers where that is not a usual one. */
interface NumberFile {
  readonly file: File;
  readonly column: string;
}

/** The do-not-call list, and what was done to it last. */
export function useDoNotCall(number: string) {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: [API.doNotCall] });
  const list = useInfiniteQuery({
    queryKey: [API.doNotCall, number],
    queryFn: ({ pageParam }) => get(`${API.doNotCall}${query({ number, limit: 50, cursor: pageParam })}`, entryPage),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const add = useMutation({
    mutationFn: (what: DoNotCallInput | NumberFile) =>
      "file" in what
        ? ask("PUT", `${API.doNotCall}${query({ number: what.column })}`, new CsvFile(what.file), doNotCallAdded)
        : ask("POST", API.doNotCall, what, doNotCallAdded),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (entry: string) => tell("DELETE", `${API.doNotCall}/${encodeURIComponent(entry)}`),
    onSettled,
  });
  const failed = [list, add, remove].find(({ isError }) => isError);
  return {
    entries: list.data?.pages.flatMap((one) => one.items) ?? [],
    ready: list.isSuccess,
    more: list.hasNextPage ? () => void list.fetchNextPage() : null,
    fetching: list.isFetchingNextPage,
    failure: failed === undefined ? null : failureOf(failed.error),
    adding: add.isPending,
    added: add.data ?? null,
    removed: remove.isSuccess ? remove.variables : null,
    removing: remove.isPending,
    add: (what: DoNotCallInput | NumberFile, then: () => void = () => {}) => {
      remove.reset();
      add.mutate(what, { onSuccess: then });
    },
    remove: (entry: string) => {
      add.reset();
      remove.mutate(entry);
    },
  };
}
