/** English: the admin's page of erasure receipts. The other languages have the same keys. */
export const adminReceipts = {
  receipts: {
    explanation:
      "Each receipt tells of something forgotten: what kinds of data, since when they were known, and when they were erased. It holds nothing personal. The receipts are chained: each names the one before it, so that none can be changed or taken out unnoticed.",
    empty: "There is no receipt yet.",
    emptyText:
      "The first one comes when the first visitor’s data is forgotten, at most an hour after they disclosed it.",
    download: "Download all receipts",
    head: "Hash of receipt {{number}}, the last one:",
    headHint:
      "Note it, or give it to your auditor. Whoever has it can tell later whether receipts up to this one are missing. Check a downloaded file with: npm run belfry -- receipts check FILE --head HASH",
    erased: "Erased {{when}}",
    learned: "known since {{when}}",
    number: "receipt {{number}}",
    why: {
      time: "its time had come",
      asked: "the visitor asked for it",
      unfinished: "the visit came to nothing",
      keyLost: "its key was missing, as after a backup was restored",
      clockSetBack: "the clock had been set back, so that its age was not known any more",
    },
    kinds: {
      attributes: "Attributes",
      code: "Code",
      providerReference: "Reference at the identity provider",
      callerNumber: "Numbers of callers",
      callerName: "Names of callers",
    },
  },
};
