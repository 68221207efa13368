import {
  API,
  type NumberCheck,
  numberCheck,
  numberCheckRequest,
  type OutboundRules,
  outboundRules,
} from "@belfry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ask, type Failure, failureOf, get } from "../api/client.ts";

/** The rules for outgoing calls that are in force, and how they are changed. */
export function useOutbound(): {
  readonly rules: OutboundRules | null;
  readonly loadFailure: Failure | null;
  readonly saving: boolean;
  readonly saved: boolean;
  readonly failure: Failure | null;
  save(rules: OutboundRules): void;
  touched(): void;
} {
  const client = useQueryClient();
  const found = useQuery({ queryKey: [API.outboundRules], queryFn: () => get(API.outboundRules, outboundRules) });
  const save = useMutation({
    mutationFn: (rules: OutboundRules) => ask("PUT", API.outboundRules, rules, outboundRules),
    onSuccess: (now) => client.setQueryData([API.outboundRules], now),
  });
  return {
    rules: found.data ?? null,
    loadFailure: found.isError ? failureOf(found.error) : null,
    saving: save.isPending,
    saved: save.isSuccess,
    failure: save.isError ? failureOf(save.error) : null,
    save: (rules) => save.mutate(rules),
    touched: () => {
      if (!save.isIdle) save.reset();
    },
  };
}

/** Asks what would become of a call to a number under these rules; nothing is dialled. */
export function useNumberTrial(rules: unknown): {
  readonly trying: boolean;
  readonly verdict: NumberCheck | null;
  readonly failure: Failure | null;
  attempt(number: string): void;
} {
  const trial = useMutation({
    mutationFn: (number: string) => {
      const drafted = outboundRules.safeParse(rules);
      // Rules that are half written cannot be tried; then those in force are.
      const request = drafted.success ? { number, rules: drafted.data } : { number };
      return ask("POST", API.outboundCheck, numberCheckRequest.parse(request), numberCheck);
    },
  });
  return {
    trying: trial.isPending,
    verdict: trial.data ?? null,
    failure: trial.isError ? failureOf(trial.error) : null,
    attempt: (number) => trial.mutate(number),
  };
}
