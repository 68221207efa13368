import type { Texts } from "../translation.ts";
import { admin } from "./admin.ts";
import { desk } from "./desk.ts";

export const texts: Texts = { desk, admin };
