import { API, type IdentityProvider, type IdentityProviderInput, identityProvider } from "@belfry/contracts";
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Collection } from "../admin/collection.tsx";
import { failureOf, tell } from "../api/client.ts";
import { Refusal } from "../parts/refusal.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { ProviderForm } from "./provider-form.tsx";

/** Who vouches for visitors. */
export function ProvidersPart(): ReactNode {
  const { t } = useTranslation("admin");
  return (
    <Collection<IdentityProvider, IdentityProviderInput>
      address={API.identityProviders}
      schema={identityProvider}
      inputOf={({ id: _, hasSecret: __, ...input }) => input}
      title={t("verifiedCalling.providers")}
      empty={t("identityProviders.empty")}
      emptyText={t("identityProviders.emptyText")}
      nameOf={(one) => one.name}
      detailOf={(one) => t(`identityProviders.kinds.${one.kind}`)}
      form={(props) => <ProviderForm {...props} />}
      // Its secret, which nobody can see, goes with it: no undo brings it back.
      removable={false}
      removal={(item, gone) => <Removal key={`remove-${item.id}`} provider={item} gone={gone} />}
    />
  );
}

function Removal({ provider, gone }: { provider: IdentityProvider; gone: () => void }): ReactNode {
  const { t } = useTranslation("admin");
  const client = useQueryClient();
  const [asks, setAsks] = useState(false);
  const remove = useMutation({
    mutationFn: () => tell("DELETE", `${API.identityProviders}/${provider.id}`),
    onSuccess: gone,
    onSettled: () => client.invalidateQueries({ queryKey: [API.identityProviders] }),
  });
  return (
    <div style={{ marginTop: 16 }}>
      <Refusal failure={remove.isError ? failureOf(remove.error) : null} />
      {asks && <p role="status">{t("identityProviders.removeSure")}</p>}
      {asks && (
        <WorkButton color="red" size="xs" mr="xs" busy={remove.isPending} onClick={() => remove.mutate()}>
          {t("identityProviders.removeReally")}
        </WorkButton>
      )}
      <Button variant="default" size="xs" onClick={() => setAsks(!asks)}>
        {t(asks ? "identityProviders.keep" : "identityProviders.remove")}
      </Button>
    </div>
  );
}
