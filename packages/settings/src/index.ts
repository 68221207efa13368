export { type DataPaths, dataPaths } from "./data-paths.ts";
export { settingsGuide, settingsHelp } from "./describe.ts";
export {
  describeSettings,
  internalPorts,
  isLoopback,
  type LoadedSettings,
  loadSettings,
  publicOrigin,
  type Settings,
  toEnvironment,
} from "./load.ts";
export type { SettingDocumentation, SipAddress } from "./schema.ts";
