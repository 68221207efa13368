/**
 * The schemas would try whether they may make functions from text, which the policy of the pages refuses and browsers
 * report. This must be imported before the contracts.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });
