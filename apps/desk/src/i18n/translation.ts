import type { admin } from "./en/admin.ts";
import type { desk } from "./en/desk.ts";

/** The same keys as English, any text; where English has `_other`, a language may have the forms that it needs. */
export type Localised<T> = {
  readonly [K in keyof T]: T[K] extends string ? string : Localised<T[K]>;
} & { readonly [K in keyof T as K extends `${infer Base}_other` ? `${Base}_few` | `${Base}_many` : never]?: string };

export type DeskTexts = Localised<typeof desk>;
export type AdminTexts = Localised<typeof admin>;
export interface Texts {
  readonly desk: DeskTexts;
  readonly admin: AdminTexts;
}
