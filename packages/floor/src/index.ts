export type { Contact } from "./dialler/contact.ts";
export { campaignView } from "./dialler/view.ts";
export type {
  Afterwards,
  ChangedEffect,
  DiallerEffect,
  Effect,
  JournalEffect,
  LineEffect,
  MixEar,
  Prompt,
  PromptItem,
  VisitEffect,
} from "./effects.ts";
export { emptyFloor } from "./floor-settings.ts";
export { isOpen, nextOpening } from "./hours/hours.ts";
export { timeZoneOf } from "./hours/time-zone.ts";
export { type VisitCallView, visitCallView, visitOfAgent } from "./identify/known.ts";
export type {
  AgentInput,
  BoundVisit,
  DeviceInput,
  DiallerInput,
  Input,
  LineInput,
  SettingsInput,
  SupervisorInput,
  Target,
  VisitInput,
} from "./inputs.ts";
export { checkInvariants } from "./invariants.ts";
export { emergencyNumbers, isEmergency } from "./outbound/emergency.ts";
export { premiumPrefix } from "./outbound/premium.ts";
export { judgeNumber, type Verdict } from "./outbound/rules.ts";
export type {
  AgentSettings,
  AnnouncementPrompt,
  CallCodeSettings,
  CampaignSettings,
  Destination,
  FloorSettings,
  NumberSettings,
  OutboundSettings,
  QueueSettings,
  RetryRule,
} from "./settings.ts";
export { type SimulationOptions, type SimulationReport, simulate } from "./simulation/simulate.ts";
export type { FloorState } from "./state.ts";
export { type StepResult, step } from "./step.ts";
export { type Census, census } from "./view/census.ts";
export { agentView, colleagueView, maskedView, queueView, supervisionView } from "./view/views.ts";
export type { Rejection } from "./work.ts";
