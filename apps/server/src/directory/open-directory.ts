import type { Store } from "../store/store.ts";
import { ApiKeys } from "./api-keys.ts";
import { Campaigns } from "./campaigns.ts";
import { Directory } from "./directory.ts";
import { Extensions } from "./extensions.ts";
import { IdentityProviders } from "./identity-providers.ts";
import { CallCodes, Numbers, Pauses } from "./lists.ts";
import { LoginTokens } from "./login-tokens.ts";
import { Organisations } from "./organisations.ts";
import { Outbound } from "./outbound.ts";
import { People } from "./people.ts";
import { PeopleFiles } from "./people-files.ts";
import { Purposes } from "./purposes.ts";
import { Queues } from "./queues.ts";
import { Seats } from "./seats.ts";
import { type SessionLimits, Sessions } from "./sessions.ts";
import { SignIn } from "./sign-in.ts";
import { SignInServices } from "./sign-in-services.ts";
import { Trunks } from "./trunks.ts";
import { createVault } from "./vault.ts";
import { VerifiedCalling } from "./verified-calling.ts";

export interface DirectoryRoom {
  readonly directory: Directory;
  readonly organisations: Organisations;
  readonly people: People;
  readonly peopleFiles: PeopleFiles;
  readonly queues: Queues;
  readonly numbers: Numbers;
  readonly extensions: Extensions;
  readonly seats: Seats;
  readonly outbound: Outbound;
  readonly pauses: Pauses;
  readonly callCodes: CallCodes;
  readonly campaigns: Campaigns;
  readonly trunks: Trunks;
  readonly identityProviders: IdentityProviders;
  readonly purposes: Purposes;
  readonly verifiedCalling: VerifiedCalling;
  readonly sessions: Sessions;
  readonly signIn: SignIn;
  readonly apiKeys: ApiKeys;
  readonly loginTokens: LoginTokens;
  readonly signInServices: SignInServices;
}

/** Everything of this room, loaded and joined together. */
export async function openDirectory(
  store: Store,
  options: {
    readonly encryptionKey: string;
    readonly sessions: SessionLimits;
    readonly now: number;
    /** The issuers that organisations may name as their sign-in service; none, when absent. */
    readonly issuers?: readonly string[];
    /** Whether organisations of the demonstration may have the demonstration wallet; not, when absent. */
    readonly demoWallet?: boolean;
  },
): Promise<DirectoryRoom> {
  const vault = createVault(options.encryptionKey);
  const directory = new Directory(store, vault);
  const sessions = new Sessions(store, options.sessions);
  await directory.load();
  await sessions.load(options.now);
  const apiKeys = new ApiKeys(store);
  await apiKeys.load();
  const loginTokens = new LoginTokens(directory, sessions);
  apiKeys.onRevoked((key) => loginTokens.forgetKey(key));
  const people = new People(directory, (organisation, person) => sessions.endOfPerson(organisation, person));
  const among = { directory, people, sessions };
  const signInServices = new SignInServices(store, vault, among, options.issuers ?? []);
  await signInServices.load();
  const seats = new Seats(directory);
  // Whoever sat down and never took up the phone leaves the seat with the last of their sessions.
  sessions.onEnded(({ organisation, person }) => {
    if (sessions.ofPerson(organisation, person).length === 0) void seats.leave(organisation, person);
  });
  return {
    directory,
    organisations: new Organisations(directory, store, (organisation) => sessions.endOfOrganisation(organisation)),
    people,
    peopleFiles: new PeopleFiles(directory, (organisation, person) => sessions.endOfPerson(organisation, person)),
    queues: new Queues(directory),
    numbers: new Numbers(directory),
    extensions: new Extensions(directory),
    seats,
    outbound: new Outbound(directory),
    pauses: new Pauses(directory),
    callCodes: new CallCodes(directory),
    campaigns: new Campaigns(directory, store),
    trunks: new Trunks(directory, vault),
    identityProviders: new IdentityProviders(directory, vault, options.demoWallet ?? false),
    purposes: new Purposes(directory),
    verifiedCalling: new VerifiedCalling(directory),
    sessions,
    signIn: new SignIn(store, directory, sessions),
    apiKeys,
    loginTokens,
    signInServices,
  };
}
