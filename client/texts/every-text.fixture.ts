import { z } from 'zod';
import { noticeSamples } from '../../shared/notices/samples.ts';

/** Arguments for functions that take something else than names and counts. */
const samples: Readonly<Record<string, readonly (readonly unknown[])[]>> = {
  'admin.until': [[new Date(0)]],
  'admin.media': [[[{ cores: 0.5, residentBytes: 2e6 }, { cores: 1 }]]],
  'admin.roomPlace': [
    ['arena', 'public'],
    ['arena', 'link'],
  ],
  'admin.finishedFacts': [
    [0, 2e6, true],
    [undefined, 2e6, false],
  ],
  'capture.badge': [[['Ada', 'Bob']]],
  'help.taken': [['E', 'X', ['Y', 'Z']]],
  'game.roundWon': [[['Ada']], [['Ada', 'Bob', 'Cyd']]],
  'game.matchWon': [[['Ada']], [['Ada', 'Bob']]],
  'game.says.countdown': [
    [2, 3, 1],
    [2, 3, 5],
    [2, 3, undefined],
  ],
  'links.copiedReach.anybody': [['✓']],
  'map.of': [
    ['Ada', []],
    ['Ada', ['Bob', 'Cyd']],
  ],
  'watching.chosen.follow': [['Ada'], ['']],
  'watching.camera.others': [['Ada'], ['']],
};
const faults = {
  ...{ expected: 'number', minimum: 1, maximum: 3, form: 'url', axis: 'x', count: 3, given: 2 },
  choices: ['red', 'blue'],
};
const about = { player: 'Ada', other: 'Bob', points: 5 };

/** Every text by its path; functions stand as what they answer to sample arguments, each with a number. */
export function textsOf(table: unknown, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  if (typeof table === 'string') return found.set(path, table);
  if (typeof table === 'function') {
    const usual = usualFor(path);
    for (const [i, values] of (samples[path] ?? usual).entries()) {
      const said: unknown = Reflect.apply(table, undefined, [...values]);
      found.set(`${path}(${i})`, z.string().parse(said));
    }
    return found;
  }
  for (const [key, value] of Object.entries(z.looseObject({}).or(z.array(z.unknown())).parse(table))) {
    for (const entry of textsOf(value, path === '' ? key : `${path}.${key}`)) found.set(...entry);
  }
  return found;
}

function usualFor(path: string): readonly (readonly unknown[])[] {
  if (path.startsWith('game.announcements.')) return [[about]];
  const [, code] = /^(?:refusals|notices)\.(.+)$/.exec(path) ?? [];
  const said = code === undefined ? undefined : noticeSamples.get(code);
  if (said !== undefined) return said.map(({ values }) => [values]);
  if (path.startsWith('textFaults.')) return [[{ characters: 24, marks: 4, character: 'U+200B' }]];
  if (path.startsWith('fieldFaults.')) return [[faults]];
  return [filled(1), filled(3)];
}

function filled(value: number): number[] {
  return Array.from({ length: 4 }, () => value);
}
