import {
  type AgentState,
  API,
  type CallDetail,
  type CallOutcome,
  type CallSummary,
  callDetail,
  callSummary,
  page,
} from "@belfry/contracts";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { get, query } from "../api/client.ts";

const callPage = page(callSummary);

/** What a list of calls is asked for; the names are those of the REST interface. */
export interface CallChoice {
  readonly scope: "mine" | "all";
  readonly from?: number;
  readonly to?: number;
  readonly queue?: string;
  readonly agent?: string;
  readonly outcome?: CallOutcome;
}

export function useCalls(choice: CallChoice) {
  const found = useInfiniteQuery({
    queryKey: ["calls", choice],
    queryFn: ({ pageParam }) => get(`${API.calls}${query({ ...choice, limit: 50, cursor: pageParam })}`, callPage),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  });
  return { ...found, calls: found.data?.pages.flatMap((one) => one.items) ?? [] };
}

export function useCallDetail(id: string | null) {
  return useQuery<CallDetail>({
    queryKey: ["call", id],
    queryFn: () => get(`${API.calls}/${encodeURIComponent(id ?? "")}`, callDetail),
    enabled: id !== null,
  });
}

const LAST = 15;

/** Asked again whenever the agent's state changes, for a call may have ended. */
export function useMyLastCalls(state: AgentState | undefined): readonly CallSummary[] {
  const found = useQuery({
    queryKey: ["calls", "last", state?.state, state?.since],
    queryFn: () => get(`${API.calls}${query({ scope: "mine", limit: LAST })}`, callPage),
    placeholderData: (before) => before,
  });
  return found.data?.items ?? [];
}

/** Earlier calls with this number that the person may see, newest first; without the call of now. */
export function useContactsWith(number: string, call: string): readonly CallSummary[] {
  const found = useQuery({
    queryKey: ["calls", "with", number, call],
    queryFn: () => get(`${API.calls}${query({ scope: "contact", number, limit: LAST })}`, callPage),
    retry: false,
  });
  return (found.data?.items ?? []).filter((one) => one.id !== call);
}
