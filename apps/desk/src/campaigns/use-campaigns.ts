import { API, type Campaign, type CampaignProgress, campaign, campaignProgress } from "@belfry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, type Failure, failureOf, get, tell } from "../api/client.ts";

/** What the dialler does changes by the second; counting is the server's, at most once in two. */
const EVERY = 3_000;

export function useCampaigns(): { readonly campaigns: readonly Campaign[]; readonly ready: boolean } {
  const list = useQuery({
    queryKey: [API.campaigns],
    queryFn: () => get(API.campaigns, campaign.array()),
    refetchInterval: 10_000,
  });
  return { campaigns: list.data ?? [], ready: list.isSuccess };
}

export function useProgress(id: string): CampaignProgress | null {
  const found = useQuery({
    queryKey: [API.campaigns, id, "progress"],
    queryFn: () => get(`${API.campaigns}/${id}/progress`, campaignProgress),
    refetchInterval: EVERY,
  });
  return found.data ?? null;
}

/** Starts, stops and removes a campaign. */
export function useCampaignDeeds({ id }: Campaign): {
  readonly busy: boolean;
  readonly failure: Failure | null;
  run(running: boolean): void;
  remove(gone: () => void): void;
} {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: [API.campaigns] });
  const run = useMutation({
    mutationFn: (running: boolean) => ask("POST", `${API.campaigns}/${id}/running`, { running }, campaign),
    onSettled,
  });
  const remove = useMutation({ mutationFn: () => tell("DELETE", `${API.campaigns}/${id}`), onSettled });
  const failed = [run, remove].find(({ isError }) => isError);
  return {
    busy: run.isPending || remove.isPending,
    failure: failed === undefined ? null : failureOf(failed.error),
    run: (running) => {
      remove.reset();
      run.mutate(running);
    },
    remove: (gone) => {
      run.reset();
      remove.mutate(undefined, { onSuccess: gone });
    },
  };
}
