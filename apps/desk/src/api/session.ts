import { API, type Me, me, type SignInRequest } from "@belfry/contracts";
import { type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError, ask, get, tell } from "./client.ts";
import { enter } from "./entrance.ts";

export const SESSION_KEY = ["session"] as const;

/** Null when nobody is signed in. */
export function useSession() {
  return useQuery<Me | null>({
    queryKey: SESSION_KEY,
    queryFn: async () => {
      const entered = await enter();
      if (entered !== undefined) return entered;
      try {
        return await get(API.session, me);
      } catch (error) {
        if (error instanceof ApiError && error.status === 401) return null;
        throw error;
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: (count, error) => count < 20 && error instanceof ApiError && (error.status === 0 || error.status === 503),
    retryDelay: 1500,
  });
}

/** What one person saw is not for the next. The session itself stays: a page that watches it must see it change. */
function forgetTheRest(client: QueryClient): void {
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] });
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (request: SignInRequest) => ask("POST", API.session, request, me),
    onSuccess: (signedIn) => {
      forgetTheRest(client);
      client.setQueryData(SESSION_KEY, signedIn);
    },
  });
}

export function useSignOut() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => tell("DELETE", API.session),
    onSettled: () => {
      forgetTheRest(client);
      client.setQueryData(SESSION_KEY, null);
    },
  });
}
