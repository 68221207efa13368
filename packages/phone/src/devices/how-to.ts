import type { MicrophoneHowTo } from "../view.ts";

export interface Surroundings {
  readonly secure: boolean;
  readonly framed: boolean;
  /** Whether the host page lets this frame use a microphone; null where the browser does not tell. */
  readonly frameAllows: boolean | null;
  readonly userAgent: string;
  /** The browser itself says that this page is allowed: then it is the system that refuses. */
  readonly pageAllowed: boolean;
}

/** Where a person can allow the microphone that is refused. */
export function howTo(around: Surroundings): MicrophoneHowTo {
  if (!around.secure) return "insecureOrigin";
  if (around.framed && around.frameAllows === false) return "iframePolicy";
  if (around.pageAllowed) return "systemSettings";
  if (/firefox\//i.test(around.userAgent)) return "firefoxSiteSettings";
  if (/safari\//i.test(around.userAgent) && !/chrom(e|ium)\//i.test(around.userAgent)) return "safariSettings";
  return "chromeSiteSettings";
}

export function surroundings(pageAllowed: boolean): Surroundings {
  return {
    secure: isSecureContext,
    framed: window.parent !== window,
    frameAllows: frameAllowsMicrophone(),
    userAgent: navigator.userAgent,
    pageAllowed,
  };
}

/** Chromium alone tells it before the microphone is asked for (Permissions Policy, still without a settled type). */
function frameAllowsMicrophone(): boolean | null {
  const policy: unknown = "featurePolicy" in document ? document.featurePolicy : null;
  if (typeof policy !== "object" || policy === null || !("allowsFeature" in policy)) return null;
  const { allowsFeature } = policy;
  if (typeof allowsFeature !== "function") return null;
  return allowsFeature.call(policy, "microphone") === true;
}
