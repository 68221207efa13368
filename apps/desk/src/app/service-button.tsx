import { API, signInButton } from "@belfry/contracts";
import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { get, query } from "../api/client.ts";

/** Where this browser keeps the organisation that somebody signed in to last. */
export const KEPT = "belfry.organisation";

/** "Sign in with …", where the organisation has a sign-in service of its own. */
export function ServiceButton({ organisation }: { organisation: string }): ReactNode {
  const { t } = useTranslation();
  const [slug] = useDebouncedValue(organisation, 400);
  const service = useQuery({
    queryKey: [API.sessionService, slug],
    queryFn: () => get(`${API.sessionService}${query({ organisation: slug })}`, signInButton),
    enabled: slug !== "",
  });
  const name = service.data?.name ?? null;
  if (name === null || slug !== organisation) return null;
  return (
    <Button
      component="a"
      variant="default"
      href={`${API.sessionService}/start${query({ organisation: slug })}`}
      onClick={() => localStorage.setItem(KEPT, slug)}
    >
      {t("signIn.with", { name })}
    </Button>
  );
}
