import type { admin } from "./en/admin.ts";
import type { desk } from "./en/desk.ts";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "desk";
    resources: { desk: typeof desk; admin: typeof admin };
  }
}
