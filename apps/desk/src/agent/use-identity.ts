import { API, type CallIdentity, callIdentity } from "@belfry/contracts";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Failure } from "../api/client.ts";
import { failureOf, get } from "../api/client.ts";
import { useServerNow } from "../desk/use-desk.tsx";
import type { CallCardView } from "../desk/view/call-card-view.ts";

export type Identity =
  | { readonly state: "loading" }
  | { readonly state: "failed"; readonly failure: Failure; readonly again: () => void }
  | { readonly state: "forgotten" }
  | { readonly state: "known"; readonly known: CallIdentity; readonly until: number; readonly left: number };

/**
 * What is known of this caller, for as long as the call is this agent's and its time is not over: nothing of it is kept
 * when nobody looks any more. Each fetch is a reading that is written down, so that it is fetched once.
 */
export function useIdentity({ id, verification, supervising }: CallCardView): Identity | null {
  const now = useServerNow();
  const client = useQueryClient();
  const until = verification?.until ?? null;
  const isOver = verification?.kind === "forgotten" || (until !== null && until <= now);
  const wanted = verification?.kind === "verified" && supervising === null && !isOver;
  const found = useQuery({
    queryKey: ["identity", id],
    queryFn: () => get(`${API.calls}/${encodeURIComponent(id)}/identity`, callIdentity),
    enabled: wanted,
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    refetchOnReconnect: false,
    refetchOnWindowFocus: false,
  });
  useEffect(() => {
    if (!wanted) client.removeQueries({ queryKey: ["identity", id] });
  }, [client, id, wanted]);

  if (supervising !== null || (verification?.kind !== "verified" && !isOver)) return null;
  const failure = found.error === null ? null : failureOf(found.error);
  if (isOver || failure?.code === "identity_forgotten") return { state: "forgotten" };
  if (failure !== null) return { state: "failed", failure, again: () => void found.refetch() };
  if (found.data === undefined || until === null) return { state: "loading" };
  const end = Math.min(until, found.data.until);
  return end <= now ? { state: "forgotten" } : { state: "known", known: found.data, until: end, left: end - now };
}

/** Nothing of a demonstration is verified, whatever the call says. */
export function isDemo(identity: Identity | null): boolean {
  return identity?.state === "known" && identity.known.attributes.some(({ demo }) => demo);
}
