// What goes wrong with a local stack, with a code and the last that was heard of the service.

export type StackFaultCode =
  | 'service-died'
  | 'service-not-ready'
  | 'service-missing'
  | 'kafka-unavailable'
  | 'stack-running'
  | 'stopped';

/** A fault of the local stack. */
export class StackFault extends Error {
  readonly code: StackFaultCode;
  /** The service that it is about. */
  readonly service: string | null;
  /** The last lines that the service wrote, oldest first. */
  readonly lastLines: readonly string[];

  constructor(
    code: StackFaultCode,
    message: string,
    about: { readonly service?: string; readonly lastLines?: readonly string[]; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: about.cause });
    this.name = 'StackFault';
    this.code = code;
    this.service = about.service ?? null;
    this.lastLines = about.lastLines ?? [];
  }
}
