import { expect, test } from 'vitest';
import { consoleLike, createLog, withoutTokens } from './log.ts';

function collect() {
  const lines: string[] = [];
  return {
    lines,
    log: createLog({ level: 'debug', pretty: false, destination: { write: (line) => lines.push(line) } }),
  };
}

test('secrets and tokens do not reach the log', () => {
  const { lines, log } = collect();
  log.info(
    {
      token: 'abc123',
      options: { token: 'abc123', secret: 'abc123' },
      a: { b: { reconnectionToken: 'abc123' } },
    },
    'joined',
  );
  log.info({ url: withoutTokens('/play/x?token=abc123&name=Ann') }, 'request');
  expect(lines.join()).not.toContain('abc123');
  expect(lines.join()).toContain('name=Ann');
  expect(lines.join()).toContain('joined');
});

test('a console-like logger joins its arguments and keeps levels', () => {
  const { lines, log } = collect();
  consoleLike(log).error('failed %d times', 3, new Error('why'));
  const line: unknown = JSON.parse(lines[0]);
  expect(line).toMatchObject({ level: 50 });
  expect(lines[0]).toContain('failed 3 times');
  expect(lines[0]).toContain('why');
});
