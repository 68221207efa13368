import type { PhoneState, ProblemCode } from "@belfry/phone";
import type { TFunction } from "i18next";

/** The one click that mends a problem. */
export type Remedy = "takeOver" | "unlock" | "allowMicrophone" | "openAudio";

export interface HealthView {
  readonly tone: "good" | "waiting" | "bad";
  readonly label: string;
  /** The device in use and the round trip, when all is well. */
  readonly facts: readonly string[];
  readonly hint: string | null;
  readonly remedy: Remedy | null;
  readonly problem: ProblemCode | null;
}

interface Shape {
  readonly tone: HealthView["tone"];
  readonly label: string;
  readonly hint: string | null;
  readonly remedy: Remedy | null;
}

/** `kept`: there is a caller, and the server says so at this moment; otherwise nobody here knows it. */
export function healthView(phone: PhoneState, kept: boolean, t: TFunction): HealthView {
  const problem = phone.problem?.code ?? null;
  if (problem === null) {
    return { tone: "good", label: t("phone.ready"), facts: facts(phone, t), hint: null, remedy: null, problem };
  }
  return { ...shape(problem, phone, kept, t), facts: [], problem };
}

function facts(phone: PhoneState, t: TFunction): string[] {
  const input = phone.devices.inputs.find((one) => one.id === phone.devices.input);
  const rtt = phone.connection.phase === "connected" ? phone.connection.rttMs : null;
  const found: string[] = [];
  if (input !== undefined && input.label !== "" && input.id !== "default") found.push(input.label);
  if (rtt !== null) found.push(t("phone.rtt", { ms: Math.round(rtt) }));
  return found;
}

function shape(problem: ProblemCode, phone: PhoneState, kept: boolean, t: TFunction): Shape {
  switch (problem) {
    case "notStarted":
      return { tone: "waiting", label: t("phone.notStarted"), hint: null, remedy: null };
    case "ownedElsewhere":
      return { tone: "bad", label: t("phone.elsewhereShort"), hint: t("phone.takeOverHint"), remedy: "takeOver" };
    case "claimRefused":
      return { tone: "bad", label: t("phone.claimRefused"), hint: t("phone.registrationHint"), remedy: "takeOver" };
    case "offline":
      return { tone: "bad", label: t("phone.offline"), hint: t("phone.offlineHint"), remedy: null };
    case "disconnected":
      return {
        tone: "waiting",
        label: t(kept ? "phone.disconnected" : "connection.lostIdle"),
        hint: t("phone.disconnectedHint"),
        remedy: null,
      };
    case "credentialsUnavailable":
      return { tone: "bad", label: t("phone.credentialsUnavailable"), hint: t("phone.registrationHint"), remedy: null };
    case "registrationRefused":
      return { tone: "bad", label: t("phone.registrationRefused"), hint: t("phone.registrationHint"), remedy: null };
    case "notRegistered":
      return { tone: "waiting", label: t("phone.notRegistered"), hint: t("phone.registrationHint"), remedy: null };
    case "microphoneDenied": {
      const howTo = phone.microphone.howTo ?? "chromeSiteSettings";
      return { tone: "bad", label: t("phone.microphoneDenied"), hint: t(`phone.howTo.${howTo}`), remedy: null };
    }
    case "microphoneMissing":
      return {
        tone: "bad",
        label: t("phone.microphoneMissing"),
        hint: t("phone.microphoneMissingHint"),
        remedy: "openAudio",
      };
    case "microphoneUnasked":
      return { tone: "bad", label: t("phone.microphoneUnasked"), hint: null, remedy: "allowMicrophone" };
    case "microphoneBusy":
      return {
        tone: "bad",
        label: t("phone.microphoneBusy"),
        hint: t("phone.microphoneBusyHint"),
        remedy: "openAudio",
      };
    case "audioLocked":
      return { tone: "bad", label: t("phone.audioLocked"), hint: null, remedy: "unlock" };
    case "mediaLost":
    case "nothingReceived":
    case "nothingSent":
    case "microphoneSilent":
      return { tone: "bad", label: t(`phone.${problem}`), hint: t("phone.soundHint"), remedy: "openAudio" };
  }
}
