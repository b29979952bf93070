import {
  type Attributes,
  type Context,
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';

export { SpanKind };

/** The name under which spans of this engine come to a collector. */
const tracerName = 'worldroom';

/**
 * Runs a part of the work as a span of the trace that is under way, and as the parent of spans within. Without an SDK
 * (open-tracing.ts) the API makes spans that record nothing, for less than a microsecond each.
 */
export function spanned<T>(
  name: string,
  act: (span: Span) => T,
  attributes?: Attributes,
  kind?: SpanKind,
): T {
  const span = trace
    .getTracer(tracerName)
    .startSpan(name, { ...(attributes && { attributes }), ...(kind && { kind }) });
  return within(trace.setSpan(context.active(), span), span, act);
}

function within<T>(parent: Context, span: Span, act: (span: Span) => T): T {
  let result: T;
  try {
    result = context.with(parent, act, undefined, span);
  } catch (error) {
    fail(span, error);
    throw error;
  }
  if (!(result instanceof Promise)) {
    span.end();
    return result;
  }
  result.then(
    () => span.end(),
    (error: unknown) => fail(span, error),
  );
  return result;
}

function fail(span: Span, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message });
  span.end();
}

/** A span that begins a trace and lasts over several parts of the work, between which others run. */
export class RootSpan {
  readonly #span: Span;
  readonly #context: Context;

  constructor(name: string) {
    this.#span = trace.getTracer(tracerName).startSpan(name, { root: true });
    this.#context = trace.setSpan(context.active(), this.#span);
  }

  /** Runs a part of the work, whose spans belong to this one. */
  run<T>(act: () => T): T {
    return context.with(this.#context, act);
  }

  /** Idempotent. */
  end(attributes: Attributes = {}): void {
    if (!this.#span.isRecording()) return;
    this.#span.setAttributes(attributes);
    this.#span.end();
  }
}
