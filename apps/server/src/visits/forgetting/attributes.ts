import type { ErasureReceipt, VerifiedAttribute } from "@belfry/contracts";
import type { Tx } from "../../store/store.ts";

export type WhyForgotten = ErasureReceipt["why"];
export type ErasedKinds = ErasureReceipt["kinds"];

/** What is known of a visitor may be known for so long, whatever anybody sets. */
export const LONGEST = 3_600_000;

export interface Known {
  readonly attributes: readonly VerifiedAttribute[];
  readonly learnedAt: number;
  /** From this instant on nobody reads it. */
  readonly until: number;
}

/** What visitors have disclosed, each visit under a key of its own, until it is forgotten. */
export interface Attributes {
  /**
   * Keeps what a visit disclosed; a visit is kept once. `until` is cut to an hour after `learnedAt`. When it has been
   * kept, it survives a crash; when this rejects, nothing readable is left.
   */
  keep(
    organisation: string,
    visit: string,
    attributes: readonly VerifiedAttribute[],
    times: { readonly learnedAt: number; readonly until: number },
  ): Promise<void>;
  /** Null when there is nothing, or no longer. */
  read(organisation: string, visit: string): Promise<Known | null>;
  /**
   * Erases all of a visit and resolves to the id of its receipt; null: there was nothing to erase (any more). What is
   * not kept here, but is erased by `Alongside`, has a receipt too.
   */
  forget(organisation: string, visit: string, why: WhyForgotten): Promise<string | null>;
  /** Erases whatever is due. Resolves to the number of visits; rejects when some could not be erased, and tries again. */
  sweep(): Promise<number>;
  /** An organisation is gone, and its rows with it: destroys the keys. */
  removeAllOf(organisation: string): Promise<void>;
  /** Tells of each visit that was erased, after it is so; returns how to stop. */
  onForgotten(listener: (organisation: string, visit: string, receipt: string) => void): () => void;
}

/** What was kept of a visit besides its attributes, for the receipt; `until`: when it had to be forgotten. */
export interface ErasedAlongside {
  readonly kinds: ErasedKinds;
  readonly learnedAt: number;
  readonly until: number;
}

/**
 * Erases, in the transaction that writes the receipt, what is kept of the visit elsewhere (its code, the reference at the
 * provider); null: there was nothing. Called for visits whose time has come, and for those that `forget` is called for.
 * May be called again for a visit whose transaction failed.
 */
export type Alongside = (
  tx: Tx,
  organisation: string,
  visit: string,
  /** The id that the receipt will have. */
  receipt: string,
) => Promise<ErasedAlongside | null>;
