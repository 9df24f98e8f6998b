/** What a command may touch of the process it runs in. Tests hand in their own. */
export interface Io {
  /** Results. Writes the text as it is; the caller ends its lines. */
  stdout(text: string): void;
  /** Everything else: progress, warnings, errors. */
  stderr(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly isTty: { readonly stdout: boolean; readonly stderr: boolean };
  /** Aborts on the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** Flags that every command takes. */
export interface GlobalFlags {
  readonly projectDir?: string;
  readonly target?: string;
  readonly connections?: string;
  readonly envFile?: string;
  readonly json?: boolean;
}

/** How a process ends; the numbers are part of the interface (0 done, also "nothing to do"). */
export const EXIT = {
  ok: 0,
  failed: 1,
  config: 2,
  unavailable: 3,
  refused: 4,
  busy: 5,
  bug: 70,
  sigint: 130,
  sigterm: 143,
} as const;
