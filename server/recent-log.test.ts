import { describe, expect, test } from 'vitest';
import { createLog } from './log.ts';
import { RecentLog } from './recent-log.ts';

function logged() {
  const recent = new RecentLog();
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line) };
  return { recent, written, log: createLog({ level: 'info', pretty: false, destination, recent }) };
}

describe('the recent log', () => {
  test('has the last lines, newest first, in addition to their usual destination', () => {
    const { recent, written, log } = logged();
    for (let i = 0; i < 300; i++) log.child({ part: 'test' }).info({ number: i }, `line ${i}`);
    log.debug('too little');
    expect(written).toHaveLength(300);
    const lines = recent.lines();
    expect(lines).toHaveLength(200);
    expect(lines[0]).toMatchObject({
      level: 'info',
      text: 'line 299',
      detail: '{"part":"test","number":299}',
    });
    expect(lines.at(-1)?.text).toBe('line 100');
  });

  test('contains no secret, whether in a field, an address or a sentence', () => {
    const { recent, log } = logged();
    const token = 'eyJhbGciOiJIUzI1NiJ9.eyJyb29tIjoiYSJ9.c2lnbmF0dXJl';
    log.warn({ token, adminToken: 'swordfish', headers: { authorization: 'swordfish' } }, 'fields');
    log.warn({ url: '/play/a?token=swordfish&x=1' }, 'an address');
    log.error({ err: new Error(`bad ${token}`) }, `a sentence with ${token}`);
    const shown = JSON.stringify(recent.lines());
    expect(shown).not.toMatch(/swordfish|eyJhb|c2lnbmF0dXJl/);
    expect(shown).toContain('x=1');
  });

  test('truncates lines, and ignores invalid ones', () => {
    const { recent, log } = logged();
    log.info('x'.repeat(5000));
    recent.write('no JSON');
    expect(recent.lines().map(({ text }) => text.length)).toEqual([1000]);
  });
});
