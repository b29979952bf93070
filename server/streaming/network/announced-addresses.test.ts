import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { AnnouncedAddresses } from './announced-addresses.ts';

function recorder() {
  const lines: { level: number; msg: string; name?: string }[] = [];
  return { lines, logger: pino({ level: 'info' }, { write: (line) => void lines.push(JSON.parse(line)) }) };
}

describe('AnnouncedAddresses', () => {
  test('contain IP addresses as they are and resolved host names, each once', async () => {
    const { logger } = recorder();
    const announced = new AnnouncedAddresses({
      names: ['203.0.113.5', 'play.example.org', '2001:db8::5'],
      resolveName: async () => ['203.0.113.9', '203.0.113.5'],
      logger,
    });
    expect(await announced.resolve()).toEqual(['203.0.113.5', '203.0.113.9', '2001:db8::5']);
  });

  test('resolve a name for each call, because its addresses change', async () => {
    const { logger } = recorder();
    let address = '203.0.113.1';
    const announced = new AnnouncedAddresses({
      names: ['play.example.org'],
      resolveName: async () => [address],
      logger,
    });
    expect(await announced.resolve()).toEqual(['203.0.113.1']);
    address = '203.0.113.2';
    expect(await announced.resolve()).toEqual(['203.0.113.2']);
  });

  test('leave out a name that fails, log it once until it works again, and keep the others', async () => {
    const { logger, lines } = recorder();
    let works = false;
    const announced = new AnnouncedAddresses({
      names: ['broken.example.org', '203.0.113.5'],
      resolveName: async () => {
        if (!works) throw new Error('ENOTFOUND');
        return ['203.0.113.7'];
      },
      logger,
    });
    for (let turn = 0; turn < 3; turn++) expect(await announced.resolve()).toEqual(['203.0.113.5']);
    expect(lines.filter(({ level }) => level === 40)).toMatchObject([{ name: 'broken.example.org' }]);
    works = true;
    expect(await announced.resolve()).toEqual(['203.0.113.7', '203.0.113.5']);
    works = false;
    await announced.resolve();
    expect(lines.filter(({ level }) => level === 40)).toHaveLength(2);
  });

  test('limit the wait for a resolver, and share one lookup among many viewers', async () => {
    const { logger } = recorder();
    let lookups = 0;
    const announced = new AnnouncedAddresses({
      names: ['silent.example.org', '203.0.113.5'],
      resolveName: () => {
        lookups++;
        return new Promise(() => undefined);
      },
      logger,
    });
    const answers = await Promise.all([announced.resolve(), announced.resolve(), announced.resolve()]);
    expect(answers).toEqual([['203.0.113.5'], ['203.0.113.5'], ['203.0.113.5']]);
    expect(lookups).toBe(1);
  });
});
