import { API, type SignInService, signInServiceInput } from "@belfry/contracts";
import { Button, PasswordInput, Textarea, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { FormFrame } from "../parts/form-frame.tsx";
import { Refusal } from "../parts/refusal.tsx";
import { useForm } from "../parts/use-form.ts";
import { WorkButton } from "../parts/work-button.tsx";
import { groupRolesText, readGroupRoles } from "./group-roles.ts";
import { useSignInService } from "./use-sign-in-service.ts";

type Work = ReturnType<typeof useSignInService>;

/** The organisation's own sign-in service: who people are is then said by it. */
export function SignInSection(): ReactNode {
  const { t } = useTranslation("admin");
  const work = useSignInService();
  const [removed, setRemoved] = useState(0);
  return (
    <>
      <h1>{t("sections.signIn")}</h1>
      <p className="dim section">{t("signIn.intro")}</p>
      <Refusal failure={work.loadFailure} />
      {work.found.isSuccess && (
        <div style={{ maxWidth: 480 }}>
          <ServiceForm key={removed} value={work.found.data} work={work} />
          <p role="status" className="dim">
            {work.save.isSuccess && t("signIn.saved")}
            {work.remove.isSuccess && t("signIn.removed")}
          </p>
          {work.found.data !== null && (
            <Removal
              busy={work.remove.isPending}
              remove={() => {
                work.save.reset();
                work.remove.mutate(undefined, { onSuccess: () => setRemoved(removed + 1) });
              }}
            />
          )}
        </div>
      )}
    </>
  );
}

function Removal({ busy, remove }: { busy: boolean; remove: () => void }): ReactNode {
  const { t } = useTranslation("admin");
  const [asks, setAsks] = useState(false);
  return (
    <div>
      {asks && <p role="status">{t("signIn.sure")}</p>}
      {asks && (
        <WorkButton color="red" size="xs" mr="xs" busy={busy} onClick={remove}>
          {t("signIn.really")}
        </WorkButton>
      )}
      <Button variant="default" size="xs" onClick={() => setAsks(!asks)}>
        {asks ? t("signIn.keep") : t("signIn.remove")}
      </Button>
    </div>
  );
}

function draftOf(value: SignInService | null) {
  return {
    name: value?.name ?? "",
    issuer: value?.issuer ?? "",
    clientId: value?.clientId ?? "",
    clientSecret: "",
    personClaim: value?.personClaim ?? "email",
    groupClaim: value?.groupClaim ?? "",
    groupRoles: groupRolesText(value?.groupRoles ?? []),
  };
}

function ServiceForm({ value, work }: { value: SignInService | null; work: Work }): ReactNode {
  const { t } = useTranslation("admin");
  const failure = work.saveFailure;
  const form = useForm({
    schema: signInServiceInput,
    initial: draftOf(value),
    // An empty secret is left out: the present one stays.
    input: ({ clientSecret, groupClaim, groupRoles, ...rest }) => ({
      ...rest,
      groupClaim: groupClaim.trim() === "" ? null : groupClaim,
      groupRoles: readGroupRoles(groupRoles),
      ...(clientSecret === "" ? {} : { clientSecret }),
    }),
    failure,
    send: (input) => {
      work.remove.reset();
      work.save.mutate(input);
    },
  });
  const { draft, set, error } = form;
  const field = (name: "name" | "issuer" | "clientId" | "personClaim" | "groupClaim", hint?: string) => (
    <TextInput
      label={t(`signIn.${name}`)}
      description={hint}
      autoComplete="off"
      spellCheck={false}
      value={draft[name]}
      onChange={(event) => set({ [name]: event.currentTarget.value })}
      error={error(name)}
    />
  );
  return (
    <FormFrame submit={form.submit} saving={work.save.isPending} failure={failure} isNew={value === null}>
      <TextInput
        label={t("signIn.callback")}
        description={t("signIn.callbackHint")}
        readOnly
        value={`${location.origin}${API.sessionService}/callback`}
      />
      {field("name", t("signIn.nameHint"))}
      {field("issuer", t("signIn.issuerHint"))}
      {field("clientId")}
      <PasswordInput
        label={t("signIn.clientSecret")}
        placeholder={value === null ? "" : t("signIn.secretKeep")}
        autoComplete="new-password"
        value={draft.clientSecret}
        onChange={(event) => set({ clientSecret: event.currentTarget.value })}
        error={error("clientSecret")}
      />
      {field("personClaim", t("signIn.personClaimHint"))}
      {field("groupClaim", t("signIn.groupClaimHint"))}
      {draft.groupClaim.trim() !== "" && (
        <Textarea
          label={t("signIn.groupRoles")}
          description={t("signIn.groupRolesHint")}
          autosize
          minRows={2}
          value={draft.groupRoles}
          onChange={(event) => set({ groupRoles: event.currentTarget.value })}
          error={error("groupRoles")}
        />
      )}
    </FormFrame>
  );
}
