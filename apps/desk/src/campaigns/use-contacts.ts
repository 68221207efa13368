import { API, type ContactQuery, contactRecord, page } from "@belfry/contracts";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { failureOf, get, query, tell } from "../api/client.ts";

const contactPage = page(contactRecord);
export type ContactChoice = Pick<ContactQuery, "state" | "outcome" | "number">;

/** The contacts of a campaign, a page at a time. */
export function useContacts(campaign: string, choice: ContactChoice) {
  const client = useQueryClient();
  const address = `${API.campaigns}/${campaign}/contacts`;
  const list = useInfiniteQuery({
    queryKey: [API.campaigns, campaign, "contacts", choice],
    queryFn: ({ pageParam }) => get(`${address}${query({ ...choice, limit: 50, cursor: pageParam })}`, contactPage),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const remove = useMutation({
    mutationFn: (contact: string) => tell("DELETE", `${address}/${contact}`),
    onSettled: () => client.invalidateQueries({ queryKey: [API.campaigns, campaign] }),
  });
  const failed = [list, remove].find(({ isError }) => isError);
  return {
    contacts: list.data?.pages.flatMap((one) => one.items) ?? [],
    ready: list.isSuccess,
    more: list.hasNextPage ? () => void list.fetchNextPage() : null,
    fetching: list.isFetchingNextPage,
    failure: failed === undefined ? null : failureOf(failed.error),
    removing: remove.isPending,
    remove: (contact: string) => remove.mutate(contact),
  };
}
