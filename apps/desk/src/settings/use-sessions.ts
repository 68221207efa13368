import { API, sessionInfo } from "@belfry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, tell } from "../api/client.ts";

export const SESSIONS_KEY = ["sessions"] as const;

/** Where this person is signed in, and a way to end it. */
export function useSessions() {
  const client = useQueryClient();
  const list = useQuery({ queryKey: SESSIONS_KEY, queryFn: () => get(API.sessions, sessionInfo.array()) });
  const end = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      for (const id of ids) await tell("DELETE", `${API.sessions}/${id}`);
    },
    onSettled: () => client.invalidateQueries({ queryKey: SESSIONS_KEY }),
  });
  return { list, end, sessions: list.data ?? [] };
}
