import { API, type SignInService, signInService } from "@belfry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, type Failure, failureOf, get, tell } from "../api/client.ts";

const KEY = [API.signInService] as const;

/** The organisation's own sign-in service; null where there is none. */
export function useSignInService() {
  const client = useQueryClient();
  const keep = (now: SignInService | null) => client.setQueryData(KEY, now);
  const found = useQuery({ queryKey: KEY, queryFn: () => get(API.signInService, signInService.nullable()) });
  const save = useMutation({
    mutationFn: (input: unknown) => ask("PUT", API.signInService, input, signInService),
    onSuccess: keep,
  });
  const remove = useMutation({ mutationFn: () => tell("DELETE", API.signInService), onSuccess: () => keep(null) });
  const trouble = (work: { readonly isError: boolean; readonly error: unknown }): Failure | null =>
    work.isError ? failureOf(work.error) : null;
  return { found, save, remove, loadFailure: trouble(found) ?? trouble(remove), saveFailure: trouble(save) };
}
