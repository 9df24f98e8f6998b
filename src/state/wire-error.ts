import { ERROR_CLASSES, type ErrorDetails, InvariantError } from "../lib/errors.ts";

/** An error as it crosses from one thread to another, which keeps no class. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly stage: ErrorDetails["stage"];
  readonly hint: string | undefined;
  readonly cause: string | undefined;
}

/** Takes an error apart. */
export function toWire(thrown: unknown): WireError {
  const error = thrown instanceof Error ? thrown : new InvariantError(String(thrown));
  const { stage, hint }: ErrorDetails = error;
  return {
    name: error.name,
    message: error.message,
    stack: error.stack,
    stage,
    hint,
    cause: error.cause instanceof Error ? error.cause.message : undefined,
  };
}

/** Puts it together again, of its own class; one that is not ours becomes an `InvariantError`. */
export function fromWire(wire: WireError): Error {
  const details: ErrorDetails = {
    ...(wire.stage === undefined ? {} : { stage: wire.stage }),
    ...(wire.hint === undefined ? {} : { hint: wire.hint }),
    ...(wire.cause === undefined ? {} : { cause: new Error(wire.cause) }),
  };
  const known = Object.hasOwn(ERROR_CLASSES, wire.name);
  const Class = known ? ERROR_CLASSES[wire.name as keyof typeof ERROR_CLASSES] : InvariantError;
  const error = new Class(known ? wire.message : `${wire.name}: ${wire.message}`, details);
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}
