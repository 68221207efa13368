export { AgentClient, type AgentClientState, type CommandResult } from "./agent-client.ts";
export { type ChangeMessage, nextSnapshot } from "./picture.ts";
export { type LinkEvents, type LinkOptions, type Refused, ServerLink, type SnapshotMessage } from "./server-link.ts";
export { type SignedIn, signIn, signOut } from "./session.ts";
