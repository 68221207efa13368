import type { Directory } from "../directory/directory.ts";
import type { LineDirectory } from "../line/directory.ts";
import type { TrunkTargets } from "./trunk-targets.ts";

/** What the line asks of the directory, answered from memory. */
export function lineDirectory(
  directory: Directory,
  recording: LineDirectory["recording"],
  targets: Pick<TrunkTargets, "addressOf">,
): LineDirectory {
  return {
    recording,
    trunks: () => directory.trunks(),
    organisationsWithTrunks: () => new Set(directory.trunks().map(({ organisation }) => organisation)).size,
    onTrunksChanged: (listener) => directory.onChanged(listener),
    agentOfSipUser: (user) => directory.agentOfSipUser(user),
    sipUserOfAgent: (organisation, agent) => directory.sipUserOfAgent(organisation, agent),
    callerNumber: (organisation, sent) => directory.normalise(organisation, sent),

    /** A number is reached only through a trunk of the organisation that it belongs to. */
    inbound(dialled, trunks) {
      for (const id of trunks) {
        const organisation = directory.trunk(id)?.organisation;
        if (organisation === undefined) continue;
        // Most trunks send numbers as we keep them, and understanding a number takes longer than all else here.
        if (directory.organisationOfNumber(dialled) === organisation) return { organisation, e164: dialled };
        const e164 = directory.normalise(organisation, dialled);
        if (e164 !== null && directory.organisationOfNumber(e164) === organisation) return { organisation, e164 };
      }
      return null;
    },

    target: (organisation, dialled) => directory.target(organisation, dialled),

    outboundTrunk(organisation) {
      const outbound = directory.outboundTrunk(organisation)?.outbound ?? null;
      if (outbound === null) return null;
      const { host, port, transport, user, password, callerId } = outbound;
      const address = targets.addressOf(host);
      if (address === null) return null;
      const credentials = user === null || password === null ? null : { user, password };
      return { host, address, port, transport, credentials, callerId };
    },
  };
}
