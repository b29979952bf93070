import { context, propagation } from '@opentelemetry/api';

/** The name of the one header of W3C Trace Context (https://www.w3.org/TR/trace-context/) that is carried. */
export const traceHeader = 'traceparent';

/** The span that is under way, as another process or thread can continue it. Undefined where nothing is traced. */
export function carriedContext(): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier[traceHeader];
}

/** Runs what another process asked for as a part of its trace. What is no such context begins a trace of its own. */
export function withinCarried<T>(carried: string | undefined, act: () => T): T {
  if (carried === undefined) return act();
  return context.with(propagation.extract(context.active(), { [traceHeader]: carried }), act);
}
