import type { Store } from "./store.ts";

/**
 * A store that reads like the one it is given, or like an empty one, and forgets what is written to
 * it: what a dry run works on. It takes no lease, so that it can run beside a real run.
 */
export function rehearsal(store: Store | undefined): Store {
  const nothing = async (): Promise<void> => undefined;
  return {
    acquire: async (mapping) => ({ lease: { mapping, epoch: 0 } }),
    renew: nothing,
    release: nothing,
    begin: async () => 0,
    end: nothing,
    settle: nothing,
    recover: async () => [],
    forget: nothing,
    known: async (keys, days) => store?.known(keys, days) ?? new Uint8Array(days.length),
    purge: nothing,
    openLetters: async (mapping) => store?.openLetters(mapping) ?? new Map(),
    listLetters: async (filter) => store?.listLetters(filter) ?? [],
    letter: async (id) => store?.letter(id),
    status: async (mapping) => store?.status(mapping),
    mappings: async () => store?.mappings() ?? [],
    startRun: async () => 0,
    endRun: nothing,
    nullCursorChecked: nothing,
    [Symbol.asyncDispose]: nothing,
  };
}
