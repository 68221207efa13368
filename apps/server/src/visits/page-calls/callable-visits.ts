/** A visit that may be called from the page that asks. */
export interface CallableVisit {
  readonly organisation: string;
  readonly visit: string;
  /** The number of its purpose, in E.164: what is called, whatever the page asks for. */
  readonly number: string;
  /** From then on everything is forgotten. */
  readonly until: number;
  /** Nothing of it is verified. */
  readonly demo: boolean;
}

/** What calls from a page need of the visits themselves. */
export interface CallableVisits {
  /**
   * The visit that this token opens, if this page may call now: it is proven here, disclosed, called by nobody yet and
   * not forgotten, and its purpose lets pages call. Rejects with a `Refusal`: `visit_over`, `visit_not_proven`,
   * `not_found`.
   */
  toCallFromPage(token: string, now: number): Promise<CallableVisit>;
  /** Binds the visit to this call, once for ever, as its code would. False: it is bound, given up or forgotten by now. */
  bindFromPage(visit: CallableVisit, call: string, now: number): Promise<boolean>;
}
