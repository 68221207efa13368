import type { PurposeOffer } from "@belfry/contracts";
import { formatTime } from "../language.ts";
import type { CallLanguage, CallTexts } from "../types.ts";
import type { Choice, Model, ScreenName } from "./model.ts";

/** What a step shows; `update` takes what changes while the step stays the same. */
export interface Screen {
  readonly title: string;
  readonly body: readonly (Node | string)[];
  /** Where the keyboard goes instead of to the title. */
  readonly focus?: HTMLElement;
  /** Said aloud after the title, and whenever it changes. */
  update?(model: Model): string | null;
}

export type Build = (ui: Ui, model: Model) => Screen;
export type Screens = Readonly<Record<ScreenName, Build>>;

/** What screens need of the dialog around them. */
export interface Ui {
  readonly offer: PurposeOffer;
  readonly language: CallLanguage;
  t(name: keyof CallTexts, values?: Readonly<Record<string, string>>): string;
  /** Says something to screen readers. */
  say(words: string): void;
  begin(choice: Choice): void;
  /** Back to the start, with the other device. */
  again(device: Choice["device"] | null): void;
  /** Null: taken. Otherwise how many tries are left. */
  pair(code: string): Promise<number | null>;
  forget(): void;
  /** What to say when a question to the server came to nothing. */
  failure(error: unknown): string;
  /** Not in the window of a service: that is for the page that began. */
  readonly canBeginAgain: boolean;
  callFromPage(): void;
}

export function clock(ui: Ui, instant: number): string {
  return formatTime(instant, ui.language);
}
