import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { carriedContext, withinCarried } from './carried-context.ts';
import { openTracing } from './open-tracing.ts';
import { OtlpReceiver } from './otlp-receiver.fixture.ts';
import { RootSpan, spanned } from './spans.ts';
import type { OpenTracing } from './tracing-sdk.ts';

const log = { info: vi.fn(), warn: vi.fn() };
let receiver: OtlpReceiver;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
});
afterAll(() => receiver.close());

/** Spans are sent when tracing is closed; there is one tracing for a process, so each part of this file follows the last. */
let tracing: OpenTracing | undefined;

test('without a collector nothing is carried, and the work is done all the same', async () => {
  expect(await openTracing({ otlpEndpoint: undefined, traceShare: 1 }, 'here', log)).toBeUndefined();
  expect(spanned('work', () => carriedContext() ?? 'nothing')).toBe('nothing');
  expect(new RootSpan('tick').run(() => carriedContext())).toBeUndefined();
  await expect(spanned('work', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
});

test('spans of one trace come to the collector, with those that others continue', async () => {
  tracing = await openTracing({ otlpEndpoint: receiver.url, traceShare: 1 }, 'here', log);
  const tick = new RootSpan('tick');
  const carried = await tick.run(() =>
    spanned('outer', async () => {
      await sleep(1);
      return spanned('inner', () => carriedContext());
    }),
  );
  // Another root in between belongs to another trace.
  tick.run(() => new RootSpan('other').end());
  withinCarried(carried, () => spanned('elsewhere', () => {}));
  expect(() =>
    tick.run(() =>
      spanned('failing', () => {
        throw new Error('no');
      }),
    ),
  ).toThrow('no');
  tick.end();
  tick.end();
  withinCarried('nonsense', () => spanned('alone', () => {}));
  await tracing?.close();
  const of = (name: string) => {
    const found = receiver.spans.filter((span) => span.name === name);
    expect(found, name).toHaveLength(1);
    return found[0];
  };
  const root = of('tick');
  expect(root).toMatchObject({ service: 'here', parent: '' });
  expect(of('outer').parent).toBe(root.id);
  expect(of('inner').parent).toBe(of('outer').id);
  expect(of('elsewhere')).toMatchObject({ trace: root.trace, parent: of('inner').id });
  expect(of('failing').parent).toBe(root.id);
  expect(receiver.traceOf(root.trace)).toHaveLength(5);
  for (const name of ['other', 'alone']) expect(of(name)).toMatchObject({ parent: '' });
  expect(receiver.faults).toEqual([]);
});
