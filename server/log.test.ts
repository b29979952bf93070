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

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJyb29tIjoieCJ9.c2lnbmF0dXJl-_x';

test.each([
  ['/play/x?token=SECRET&mode=wall'],
  ['/play/x?mode=wall&%74oken=SECRET'],
  ['/play/x?mode=wall;Token=SECRET'],
  ['/play/x?mode=wall#token=SECRET'],
  ['/play/x?token=a?token=SECRET&mode=wall'],
  ['/p/x?mode=wall&sessionId=SECRET&reconnectionToken=SECRET'],
  ['/p/x?mode=wall&%E0%A4%A=SECRET'],
  [`/play/${jwt}?mode=wall`],
  [`/api/rooms/x?mode=wall&else=${jwt}`],
  [`/api/rooms/x?mode=wall&else=${jwt.replaceAll('.', '%2E')}`],
])('%s is logged without its secret', (url) => {
  const logged = withoutTokens(url);
  expect(logged).not.toMatch(/SECRET|c2lnbmF0dXJl/);
  expect(logged).toContain('mode=wall');
});

test('an invite is in no line, wherever it came from', () => {
  const { lines, log } = collect();
  log.debug({ headers: { referer: `http://x/play/a?token=${jwt}` } }, `asked for ${jwt}`);
  log.error({ err: new Error(`cannot read ${jwt}`) }, 'failed');
  consoleLike(log).error('no room for', `ws://x/a/b?_authToken=${jwt}`);
  expect(lines).toHaveLength(3);
  for (const line of lines) {
    expect(line).not.toContain('c2lnbmF0dXJl');
    expect(() => JSON.parse(line)).not.toThrow();
  }
});
