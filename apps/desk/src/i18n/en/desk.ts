import { agent } from "./agent.ts";
import { app } from "./app.ts";
import { attributes } from "./attributes.ts";
import { campaigns } from "./campaigns.ts";
import { errors } from "./errors.ts";
import { history } from "./history.ts";
import { identity } from "./identity.ts";
import { live } from "./live.ts";
import { phone } from "./phone.ts";
import { settings } from "./settings.ts";

/** English: the page's own words, room by room. */
export const desk = {
  ...app,
  ...agent,
  ...phone,
  ...history,
  ...live,
  ...campaigns,
  ...settings,
  ...errors,
  ...attributes,
  ...identity,
};
