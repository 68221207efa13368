import { API, type ApiKey, type ApiKeyInput, apiKey, newApiKey } from "@belfry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, type Failure, failureOf, get, tell } from "../api/client.ts";

const KEY = [API.apiKeys] as const;

/** The organisation's API keys. A key that was revoked does not come back, so nothing here can be undone. */
export function useApiKeys() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: KEY });
  const list = useQuery({ queryKey: KEY, queryFn: () => get(API.apiKeys, apiKey.array()) });
  const make = useMutation({
    mutationFn: (input: ApiKeyInput) => ask("POST", API.apiKeys, input, newApiKey),
    onSettled,
  });
  const revoke = useMutation({
    mutationFn: ({ id }: ApiKey) => tell("DELETE", `${API.apiKeys}/${id}`),
    onSettled,
  });
  const failed = [list, make, revoke].find(({ isError }) => isError);
  const failure: Failure | null = failed === undefined ? null : failureOf(failed.error);
  return { keys: list.data ?? [], ready: list.isSuccess, make, revoke, failure };
}
