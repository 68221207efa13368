import { API, identityProviderTest } from "@belfry/contracts";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ask, failureOf } from "../api/client.ts";
import { Refusal } from "../parts/refusal.tsx";
import { StateBadge } from "../parts/state-badge.tsx";
import { WorkButton } from "../parts/work-button.tsx";

/** Asks the provider as it is saved whether it works; nobody has to show anything for it. */
export function ProviderTest({ id }: { id: string }): ReactNode {
  const { t } = useTranslation("admin");
  const path = `${API.identityProviders}/${id}/test`;
  const test = useMutation({ mutationFn: () => ask("POST", path, {}, identityProviderTest) });
  const problem = test.data?.problem ?? null;
  return (
    <div className="section" style={{ marginTop: 16 }}>
      <WorkButton variant="default" size="xs" busy={test.isPending} onClick={() => test.mutate()}>
        {t("identityProviders.test")}
      </WorkButton>
      <div role="status" style={{ marginTop: 8 }}>
        {test.isSuccess && problem === null && (
          <StateBadge tone="available">{t("identityProviders.testGood")}</StateBadge>
        )}
        {problem !== null && (
          <>
            <StateBadge tone="trouble">{t("identityProviders.testBad")}</StateBadge>
            <p>{t(`identityProviders.problem.${problem}`)}</p>
            {test.data?.detail !== "" && <p className="dim small">{test.data?.detail}</p>}
          </>
        )}
      </div>
      <Refusal failure={test.isError ? failureOf(test.error) : null} />
    </div>
  );
}
