/** Why a call of a server of views failed. */
export class KServeError extends Error {
  override name = 'KServeError';
  /** `gone`: nobody answers. `late`: not in time. `refused`: the server says why. */
  readonly kind: 'gone' | 'late' | 'refused';

  constructor(kind: KServeError['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

/** A server that answers, but has no model for this engine and its pack. */
export class OtherModelError extends Error {
  override name = 'OtherModelError';
}
