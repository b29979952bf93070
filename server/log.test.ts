import { Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { colyseusLog, consoleLike, createLog, printable, withoutTokens } from './log.ts';

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

test('text from clients is truncated and escaped', () => {
  expect(printable('a\nb\r\u001b[2J\u009b\u202e\ud800é')).toBe(
    'a\\u{a}b\\u{d}\\u{1b}[2J\\u{9b}\\u{202e}\\u{d800}é',
  );
  expect(printable('x'.repeat(5_000)).length).toBeLessThan(300);
});

test('of Colyseus’ errors, only those that clients do not cause are logged as errors', () => {
  const { lines, log } = collect();
  const logger = colyseusLog(log);
  logger.error('RangeError: Offset\n    at RoomMessages.onData (/x/RoomMessages.mjs:1:1)');
  logger.error('TypeError: x\n    at runBeforeUpgrade (/x/Transport.mjs:1:1)');
  expect(lines).toEqual([]);
  logger.error('onDispose error: Error: why\n    at WorldRoom.onDispose (/x/world-room.ts:1:1)');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0])).toMatchObject({ level: 50, msg: expect.stringContaining('why') });
});

describe('text from clients', () => {
  const hostile =
    'A\u001b[31m\r\u202eB\u0085\u2028\u200b\u009b\u0000\ud800\u{e0041} \\u001b C\n12:00 INFO: forged';
  const acting = /(?![\t\n])[\p{Cc}\u2028\u202e\u200b]/u;

  test.each([true, false])('does not control a terminal (lines for people: %s)', (pretty) => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = createLog({ level: 'info', pretty, destination });
    log.info({ name: hostile, nested: { name: hostile } }, `refused ${hostile}`);
    log.error(new Error(hostile));
    const written = lines.join('');
    expect(stripVTControlCharacters(written)).not.toMatch(acting);
    expect(written).toContain('\\u001b[31m');
    expect(written).toContain('u202e');
    if (pretty) expect(written).not.toMatch(/^12:00 INFO: forged/m);
    else {
      const [first] = written
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(first.name).toBe(
        'A\\u001b[31m\\u000d\\u202eB\\u0085\\u2028\\u200b\\u009b\\u0000\\ud800\\u{e0041} \\u001b C\n12:00 INFO: forged',
      );
    }
  });
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
