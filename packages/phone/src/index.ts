export { MicrophoneError, openMicrophone } from "./devices/microphone.ts";
export { capGathering } from "./media/gathering.ts";
export { restartIce } from "./media/re-offer.ts";
export { forgetSources } from "./media/sources.ts";
export { type TabId, tabId } from "./owner/tab-id.ts";
export { Phone } from "./phone.ts";
export type { PhoneApi, PhoneDevices } from "./phone-api.ts";
export type {
  AnnouncedCall,
  ClaimAnswer,
  Credentials,
  Levels,
  MicrophoneTest,
  OwnerPort,
  PhoneEvents,
  PhoneOptions,
  QualityReport,
  Report,
} from "./ports.ts";
export { keepThroughTrouble } from "./session/keep-through-trouble.ts";
export type {
  AudioDevice,
  AudioView,
  CallPhase,
  ConnectionView,
  DeviceKind,
  DevicesView,
  EndCause,
  LegWhy,
  MicrophoneHowTo,
  MicrophonePermission,
  MicrophoneView,
  OneWayReason,
  OwnershipView,
  PhoneCall,
  PhoneProblem,
  PhoneState,
  ProblemCode,
  QualityView,
  RegistrationFailure,
  RegistrationView,
} from "./view.ts";
