import { z } from 'zod';
import type { Answer } from '../../shared/answers/answer.ts';
import { questionKinds } from '../../shared/answers/question.ts';
import type { Scene } from '../../shared/answers/scene.ts';
import { noticeSamples } from '../../shared/notices/samples.ts';

const found = {
  ...{ id: 'block-1', kind: 'block' as const, colour: 'red' as const, name: '', open: 0 },
  ...{ x: 1, z: 2, secondsAgo: 9, moved: false },
};
const door = { ...found, kind: 'door' as const };
const offset = { metres: 3, turn: 0.7, side: 'ahead-right' as const };
const answerSamples: Answer[] = [
  { answer: 'unseen', what: { kind: 'door', colour: 'red' }, others: 2 },
  { answer: 'count', what: { kind: 'orb' }, count: 3 },
  { answer: 'where', found, of: 2, ...offset },
  { answer: 'distance', found, metres: 3 },
  { answer: 'distance', found, from: door, metres: 3 },
  { answer: 'direction', found: { ...found, moved: true }, ...offset },
  { answer: 'size', found, width: 1, height: 2, depth: 0.5 },
  { answer: 'place', width: 8, length: 11 },
  { answer: 'nearer', found, metres: 1, other: door, otherMetres: 2 },
  { answer: 'order', order: [found, door].map((one) => ({ ...one, firstTick: 1 })) },
  { answer: 'route', found, way: [{ x: 1, z: 1 }], firstMetres: 2, doors: 1, ...offset },
  { answer: 'unknown', found },
  { answer: 'unknown' },
  { answer: 'not-understood', kinds: [...questionKinds] },
];
const clear = { ahead: 3, right: null, behind: 2, left: 1 };
const sceneSamples: Scene[] = [
  { tick: 1, things: [], clear, marks: [] },
  {
    tick: 1,
    things: [{ ...door, metres: 3, turn: 1, part: 'left' }],
    clear,
    marks: [{ key: 'treasure', metres: 3, turn: -1 }],
  },
];

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
  'answers.answer': answerSamples.map((answer) => [answer]),
  'answers.scene': sceneSamples.map((scene) => [scene]),
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
