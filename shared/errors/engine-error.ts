export interface EngineErrorDetails {
  /** HTTP status of the engine's reply; absent when there was no reply. */
  readonly status?: number;
  /** What the user can do about it, as a sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The engine refused or failed. The message holds the engine's own words, the hint ours. */
export class EngineError extends Error {
  readonly status: number | undefined;
  readonly hint: string | undefined;

  constructor(message: string, details: EngineErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'EngineError';
    this.status = details.status;
    this.hint = details.hint;
  }
}
