import type { PhoneProblem, PhoneState, ProblemCode } from "./view.ts";

/**
 * The one thing to mend first. What makes all else pointless comes first: ownership, then the microphone and the
 * permission to sound that only a person can give, then the connection, which the phone mends by itself.
 */
export function problemOf(state: Omit<PhoneState, "problem">): ProblemCode | null {
  return ownershipProblem(state) ?? devicesProblem(state) ?? connectionProblem(state) ?? callProblem(state);
}

/** Keeps `since` for as long as the problem is the same. */
export function withSince(code: ProblemCode | null, before: PhoneProblem | null, now: number): PhoneProblem | null {
  if (code === null) return null;
  return before?.code === code ? before : { code, since: now };
}

function ownershipProblem({ ownership }: Omit<PhoneState, "problem">): ProblemCode | null {
  switch (ownership.phase) {
    case "unclaimed":
      return "notStarted";
    case "elsewhere":
      return "ownedElsewhere";
    case "refused":
      return "claimRefused";
    default:
      return null;
  }
}

function devicesProblem({ microphone, audio }: Omit<PhoneState, "problem">): ProblemCode | null {
  if (microphone.permission === "denied") return "microphoneDenied";
  if (microphone.permission === "missing") return "microphoneMissing";
  if (microphone.permission === "unasked") return "microphoneUnasked";
  if (microphone.busy) return "microphoneBusy";
  return audio.unlocked ? null : "audioLocked";
}

function connectionProblem({ connection, registration, ownership }: Omit<PhoneState, "problem">): ProblemCode | null {
  if (connection.phase === "offline") return "offline";
  if (registration.phase === "failed") {
    if (registration.reason === "credentialsUnavailable") return "credentialsUnavailable";
    if (registration.reason === "refused") return "registrationRefused";
  }
  if (ownership.phase === "owner" && connection.phase !== "connected") return "disconnected";
  return registration.phase === "registered" ? null : "notRegistered";
}

function callProblem({ call, quality }: Omit<PhoneState, "problem">): ProblemCode | null {
  if (call?.phase === "reconnecting") return "mediaLost";
  if (call?.phase !== "up" || quality?.leg !== call.leg) return null;
  switch (quality.oneWay) {
    case "noConnection":
      return "mediaLost";
    case "nothingReceived":
      // While the call is held nothing comes on purpose.
      return call.held ? null : "nothingReceived";
    case "nothingSent":
    case "microphoneSilent":
      return quality.oneWay;
    default:
      return null;
  }
}
