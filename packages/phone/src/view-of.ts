import type { OwnershipState } from "./owner/ownership.ts";
import type { RegistrationState } from "./session/registration.ts";
import type { LinkState } from "./transport/link.ts";
import type { ConnectionView, OwnershipView, RegistrationView } from "./view.ts";

/** How the inner machines look from outside. */
export function connectionView(state: LinkState): ConnectionView {
  switch (state.phase) {
    case "stopped":
      return { phase: "stopped" };
    case "connecting":
      return { phase: "connecting", since: state.since, attempt: state.attempt };
    case "open":
      return { phase: "connected", since: state.since, rttMs: state.rttMs };
    case "waiting":
      return state.offline
        ? { phase: "offline", since: state.since }
        : { phase: "waiting", since: state.since, attempt: state.attempt, retryAt: state.retryAt };
  }
}

export function registrationView({ phase }: RegistrationState): RegistrationView {
  switch (phase.name) {
    case "none":
      return { phase: "none" };
    case "registering":
      return { phase: "registering", since: phase.since };
    case "registered":
      return { phase: "registered", since: phase.since, confirmedAt: phase.confirmedAt, until: phase.until };
    case "failed": {
      const { since, reason, status, retryAt } = phase;
      return { phase: "failed", since, reason, status, retryAt };
    }
  }
}

export function ownershipView({ phase }: OwnershipState): OwnershipView {
  switch (phase.name) {
    case "unclaimed":
      return { phase: "unclaimed" };
    case "claiming":
      return { phase: "claiming", since: phase.since };
    case "owner":
      return { phase: "owner", since: phase.since };
    case "elsewhere":
      return { phase: "elsewhere", since: phase.since, owner: phase.owner };
    case "refused":
      return { phase: "refused", since: phase.since, code: phase.code };
  }
}
