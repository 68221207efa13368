import {
  API,
  type ButtonCode,
  buttonCode,
  type IdentityProvider,
  identityProvider,
  type Locale,
  type VerifiedCallingSettings,
  verifiedCallingSettings,
} from "@belfry/contracts";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { useDirectory } from "../admin/use-directory.ts";
import { ask, type Failure, failureOf, get } from "../api/client.ts";
import { useDesk } from "../desk/use-desk.tsx";
import { currentLanguage, loadLanguage } from "../i18n/index.ts";

export function useProviders(): readonly IdentityProvider[] {
  const found = useQuery({
    queryKey: [API.identityProviders],
    queryFn: () => get(API.identityProviders, identityProvider.array()),
  });
  return found.data ?? [];
}

/** What previews of purposes are made of. */
export function useKnown() {
  const { country } = useDesk();
  const { numbers } = useDirectory();
  return { country, numbers, providers: useProviders() };
}

export function useVerifiedSettings() {
  const client = useQueryClient();
  const key = [API.verifiedCalling];
  const found = useQuery({ queryKey: key, queryFn: () => get(API.verifiedCalling, verifiedCallingSettings) });
  const save = useMutation({
    mutationFn: (input: VerifiedCallingSettings) => ask("PUT", API.verifiedCalling, input, verifiedCallingSettings),
    onSuccess: (now) => client.setQueryData(key, now),
  });
  const trouble = (work: { readonly isError: boolean; readonly error: unknown }): Failure | null =>
    work.isError ? failureOf(work.error) : null;
  return { settings: found.data ?? null, save, loadFailure: trouble(found), saveFailure: trouble(save) };
}

/** What is pasted into a page; undefined while it is asked for, null where nothing was built. */
export function useButtonCode(
  purpose: string,
  language: Locale,
): { readonly code: ButtonCode | null | undefined; readonly failure: Failure | null } {
  const path = `${API.purposes}/${purpose}/button?language=${language}`;
  // Under the list's key: what is pasted changes with the purpose.
  const found = useQuery({
    queryKey: [API.purposes, purpose, language],
    queryFn: () => get(path, buttonCode.nullable()),
    placeholderData: (before) => before,
  });
  return { code: found.data, failure: found.isError ? failureOf(found.error) : null };
}

/** The words of another language than the page's; those of the page until they have come. */
export function useWordsIn(language: Locale): { readonly t: TFunction<["admin", "desk"]>; readonly language: Locale } {
  const { i18n } = useTranslation();
  const loaded = useQuery({
    queryKey: ["language", language],
    queryFn: () => loadLanguage(language).then(() => true),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const spoken = loaded.isSuccess ? language : currentLanguage();
  return { t: i18n.getFixedT(spoken, ["admin", "desk"]), language: spoken };
}
