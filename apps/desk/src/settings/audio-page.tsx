import type { DeviceKind, PhoneApi } from "@belfry/phone";
import { Button, Group, NativeSelect } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDesk, usePhone } from "../desk/use-desk.tsx";
import { Empty } from "../parts/empty.tsx";
import { WorkButton } from "../parts/work-button.tsx";
import { CallLevels, MicrophoneTrial } from "./microphone-trial.tsx";
import { Notifications } from "./notifications.tsx";
import { RaisedCards } from "./raised-cards.tsx";

/** Choosing and trying the headset. */
export default function AudioPage(): ReactNode {
  const { t } = useTranslation();
  const phone = usePhone();
  if (phone === null) {
    return (
      <div className="narrow-page">
        <Empty title={t("audio.title")} text={t("audio.noPhone")} />
      </div>
    );
  }
  return (
    <div className="narrow-page">
      <h1>{t("audio.title")}</h1>
      <p className="dim section">{t("audio.intro")}</p>
      <Devices phone={phone} />
      <CallLevels phone={phone} />
      <Notifications />
      <RaisedCards />
    </div>
  );
}

function Devices({ phone }: { phone: PhoneApi }): ReactNode {
  const { t } = useTranslation();
  const { phone: state, health } = useDesk();
  if (state === null) return null;
  const { inputs, outputs, input, output, ring } = state.devices;
  const asked = state.microphone.permission === "granted";
  return (
    <>
      {!asked && (
        <div className="hint section" data-tone="offered">
          <div>
            <p>{t("audio.notAllowed")}</p>
            {health?.hint !== null && health?.hint !== undefined && <p>{health.hint}</p>}
            <Button size="xs" mt={6} onClick={() => void phone.devices.requestMicrophone().catch(() => {})}>
              {t("audio.allow")}
            </Button>
          </div>
        </div>
      )}
      <section className="section">
        <Choice phone={phone} kind="input" label={t("audio.microphone")} value={input} choices={inputs} />
        <MicrophoneTrial phone={phone} />
      </section>
      {state.audio.outputChoice ? (
        <section className="section">
          <Choice phone={phone} kind="output" label={t("audio.speaker")} value={output} choices={outputs} />
          <PlayButton phone={phone} kind="output" />
          <Choice phone={phone} kind="ring" label={t("audio.ring")} value={ring} choices={outputs} />
          <PlayButton phone={phone} kind="ring" />
        </section>
      ) : (
        <section className="section">
          <p className="dim">{t("audio.noChoice")}</p>
          <PlayButton phone={phone} kind="output" />
        </section>
      )}
    </>
  );
}

function Choice(props: {
  phone: PhoneApi;
  kind: DeviceKind;
  label: string;
  value: string;
  choices: readonly { readonly id: string; readonly label: string }[];
}): ReactNode {
  const { t } = useTranslation();
  const named = props.choices.filter((one) => one.id !== "default");
  return (
    <NativeSelect
      label={props.label}
      value={props.value}
      onChange={(event) => void props.phone.devices.choose(props.kind, event.currentTarget.value).catch(() => {})}
    >
      <option value="default">{t("audio.systemDefault")}</option>
      {named.map((one) => (
        <option key={one.id} value={one.id}>
          {one.label === "" ? one.id.slice(0, 8) : one.label}
        </option>
      ))}
    </NativeSelect>
  );
}

function PlayButton({ phone, kind }: { phone: PhoneApi; kind: "output" | "ring" }): ReactNode {
  const { t } = useTranslation();
  const [step, setStep] = useState<"idle" | "playing" | "played">("idle");
  return (
    <Group my={8}>
      <WorkButton
        variant="default"
        size="xs"
        busy={step === "playing"}
        onClick={() => {
          setStep("playing");
          void phone
            .unlock()
            .then(() => phone.devices.testSpeaker(kind))
            .then(
              () => setStep("played"),
              () => setStep("idle"),
            );
        }}
      >
        {kind === "output" ? t("audio.testSpeaker") : t("audio.testRing")}
      </WorkButton>
      <span role="status" className="dim">
        {step === "played" && t("audio.done")}
      </span>
    </Group>
  );
}
