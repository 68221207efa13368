/** A language of the button's own words. */
export type CallLanguage = "en" | "nl" | "fr" | "uk";

/** What happens to a call, in the order in which it happens; `failed` and `forgotten` are ends. */
export type CallState =
  | "offered"
  | "disclosing"
  | "pairing"
  | "disclosed"
  | "calling"
  | "waiting"
  | "connected"
  | "ended"
  | "forgotten"
  | "failed";

export interface CallOptions {
  /** Where Belfry is: `https://belfry.example.org`. */
  readonly server: string;
  /** The organisation's word, as its people sign in with it. */
  readonly organisation: string;
  /** The purpose's word, as the admin's list names it. */
  readonly purpose: string;
  /** Where it is left out, the language of the page, or one that the purpose has. */
  readonly language?: string;
  /** Words of your own instead of ours. */
  readonly texts?: Partial<CallTexts>;
}

/** A dialog that follows one call. Its events are `belfry-state` (`detail.state`) and `belfry-closed`. */
export interface CallSession extends EventTarget {
  readonly state: CallState;
  /** Opens the dialog again after it was closed; what happens goes on meanwhile. */
  show(): void;
  /** Closes the dialog, gives up what has not come to a call yet, and takes everything out of the page. */
  end(): void;
}

/** The element `<belfry-call>`. */
export interface CallButtonElement extends HTMLElement {
  /** Words of your own instead of ours. */
  texts: Partial<CallTexts>;
  readonly state: CallState | null;
}

/** Shows the dialog; rejects with `CallUnavailable` where that is not possible, so that you show the number yourself. */
export type StartCall = (options: CallOptions) => Promise<CallSession>;
/** Makes `<belfry-call>` known, or what you name it. Calling it again does nothing. */
export type DefineCallButton = (name?: string) => void;

/** What stands in braces is filled in. */
export interface CallTexts {
  button: string;
  /** On the button while a call is under way and its dialog is closed. */
  showAgain: string;
  /** `{number}` */
  orCall: string;
  /** `{time}` */
  closedUntil: string;
  closed: string;
  free: string;
  callerPays: string;
  close: string;
  /** `{number}`: at the foot of every step. */
  plainCall: string;

  asked: string;
  whoSees: string;
  /** `{minutes}` */
  whenForgotten: string;
  whichProvider: string;
  whichDevice: string;
  thisDevice: string;
  otherDevice: string;
  begin: string;
  demonstration: string;
  busy: string;

  scanTitle: string;
  /** `{provider}` */
  scanHelp: string;
  /** `{provider}` */
  qrAlternative: string;
  cannotScan: string;
  openLink: string;
  copyLink: string;
  walletIsHere: string;
  walletIsElsewhere: string;
  /** `{time}` */
  until: string;
  goOnTitle: string;
  goOnHelp: string;

  pairTitle: string;
  pairHelp: string;
  pairLabel: string;
  pairSend: string;
  /** `{tries}` */
  pairWrong: string;
  pairForm: string;

  openTitle: string;
  /** `{number}` */
  openHelp: string;
  /** `{provider}` */
  openButton: string;

  /** `{provider}` */
  signInTitle: string;
  signInHelp: string;
  /** `{provider}` */
  signInButton: string;

  callTitle: string;
  callHelp: string;
  number: string;
  code: string;
  copyNumber: string;
  copyCode: string;
  copied: string;
  copyFailed: string;
  callWithDevice: string;
  callFromPage: string;
  /** `{time}` */
  codeUntil: string;
  phoneDialsTitle: string;
  phoneDialsHelp: string;
  otherWindowTitle: string;
  otherWindowHelp: string;
  beginAgain: string;

  callingTitle: string;
  callingHelp: string;
  waitingTitle: string;
  /** `{place}` */
  place: string;
  next: string;
  connectedTitle: string;
  connectedHelp: string;
  endedTitle: string;
  /** `{time}` */
  endedHelp: string;
  unansweredTitle: string;
  unansweredHelp: string;
  forgottenTitle: string;
  forgottenHelp: string;
  /** `{receipt}` */
  receipt: string;
  forget: string;
  forgetAsk: string;
  forgetYes: string;
  forgetNo: string;

  failedTitle: string;
  cancelled: string;
  timedOut: string;
  providerDown: string;
  notProven: string;
  notPaired: string;
  unreachable: string;
  tooMany: string;
  gone: string;
  tryAgain: string;
  /** Instead of trying again, in the window in which the visitor signed in. */
  closeWindow: string;
  noConnection: string;

  askingMicrophone: string;
  connecting: string;
  ringing: string;
  speaking: string;
  callOver: string;
  mute: string;
  unmute: string;
  microphone: string;
  keys: string;
  hangUp: string;
  microphoneRefused: string;
  noMicrophone: string;
  notSupported: string;
  callUnreachable: string;
  callLost: string;

  bsn: string;
  fullName: string;
  givenNames: string;
  familyName: string;
  birthDate: string;
  over18: string;
  address: string;
  postcode: string;
  city: string;
  country: string;
  nationality: string;
  mobileNumber: string;
  email: string;
  companyNumber: string;
  companyName: string;
}
