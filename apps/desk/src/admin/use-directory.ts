import {
  API,
  type CallCode,
  callCode,
  type Destination,
  type InboundNumber,
  inboundNumber,
  type Person,
  person,
  type Queue,
  queue,
} from "@belfry/contracts";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get } from "../api/client.ts";

/** The lists that other forms choose from; the same cache as the pages of those lists. */
export function useDirectory(): {
  readonly people: readonly Person[];
  readonly queues: readonly Queue[];
  readonly callCodes: readonly CallCode[];
  readonly numbers: readonly InboundNumber[];
} {
  const people = useQuery({ queryKey: [API.people], queryFn: () => get(API.people, person.array()) });
  const queues = useQuery({ queryKey: [API.queues], queryFn: () => get(API.queues, queue.array()) });
  const callCodes = useQuery({ queryKey: [API.callCodes], queryFn: () => get(API.callCodes, callCode.array()) });
  const numbers = useQuery({ queryKey: [API.numbers], queryFn: () => get(API.numbers, inboundNumber.array()) });
  return {
    numbers: numbers.data ?? [],
    people: people.data ?? [],
    queues: queues.data ?? [],
    callCodes: callCodes.data ?? [],
  };
}

/** A destination in a few words, for a list. */
export function useDestinationName(): (destination: Destination) => string {
  const { t } = useTranslation("admin");
  const { people, queues } = useDirectory();
  return (destination) => {
    switch (destination.kind) {
      case "queue":
        return queues.find((one) => one.id === destination.queue)?.name ?? t("destination.gone");
      case "agent":
        return people.find((one) => one.id === destination.person)?.name ?? t("destination.gone");
      case "number":
        return destination.number;
      case "announcement":
        return t(`destination.prompt.${destination.prompt}`);
    }
  };
}
