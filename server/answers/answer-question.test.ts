import { describe, expect, test } from 'vitest';
import { answerSchema } from '../../shared/answers/answer.ts';
import { type Question, questionSchema } from '../../shared/answers/question.ts';
import { blockColours, doorColour, type Entity, orbColour, playerColours } from '../../shared/entity.ts';
import { encodeDepth } from '../../shared/geometry/inverse-depth.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import { answerQuestion } from './answer-question.ts';
import type { Knowledge } from './knowledge.ts';
import type { Sighted } from './sight-log.ts';

const intrinsics = { width: 64, height: 36, focal: 44 };
const origin = { x: 0, y: 1.6, z: 0, yaw: 0, pitch: 0 };
const box = { left: 1, top: 2, width: 3, height: 4 };

function seen(
  id: string,
  entity: Partial<Entity> & Pick<Entity, 'kind' | 'x' | 'z'>,
  tick: number,
  name = '',
): [string, Sighted] {
  const whole = { y: 0.9, yaw: 0, colour: orbColour, state: 0, ...entity };
  return [
    id,
    {
      id,
      name,
      firstTick: tick,
      moved: false,
      last: { entity: whole, by: 'ben', tick: tick + 10, pose: origin, box },
    },
  ];
}

/** A hall of 8 x 12 m around the origin, with a wall along z = 4 that is open at x > 2. */
const ground: Knowledge['ground'] = {
  cellSize: 0.125,
  solidAt: (x, z) => kindAt(x, z) === 'solid',
  cell: (x, z) => kindAt(x, z),
};
function kindAt(cellX: number, cellZ: number): 'unknown' | 'floor' | 'solid' {
  const [x, z] = [(cellX + 0.5) * 0.125, (cellZ + 0.5) * 0.125];
  if (Math.abs(x) > 4.5 || z < -4.5 || z > 8.5) return 'unknown';
  if (Math.abs(x) > 4 || z < -4 || z > 8) return 'solid';
  return z > 4 && z < 4.25 && x < 2 ? 'solid' : 'floor';
}

const known: Knowledge = {
  sights: new Map([
    seen('orb-1', { kind: 'orb', x: 3, z: 0 }, 20),
    seen('orb-2', { kind: 'orb', x: 0, z: 6 }, 5),
    seen('block-3', { kind: 'block', x: -2, z: 0, y: 0.4, colour: blockColours[0] }, 8),
    seen('door-4', { kind: 'door', x: 0.92, z: -3, y: 1.1, colour: doorColour, state: 1 }, 30),
    seen('p1', { kind: 'player', x: 0, z: 2, colour: playerColours[7] }, 40, 'Anna'),
    seen('me', { kind: 'player', x: 0, z: 0 }, 1, 'Me'),
  ]),
  ground,
  pose: origin,
  asker: 'me',
  tick: 74,
  rate: 12,
  intrinsics,
  retrieve: () => [],
};

function ask(question: unknown, from: Knowledge = known) {
  const asked: Question = questionSchema.parse(question);
  const { answer, evidence } = answerQuestion(asked, from);
  return { answer: answerSchema.parse(answer), evidence };
}

describe('a question about space', () => {
  test('how many', () => {
    expect(ask({ ask: 'count', what: { kind: 'orb' } }).answer).toMatchObject({ answer: 'count', count: 2 });
    expect(ask({ ask: 'count', what: { kind: 'player' } }).answer).toMatchObject({ count: 1 });
    expect(ask({ ask: 'count', what: { kind: 'door', state: 'open' } }).answer).toMatchObject({ count: 1 });
  });

  test('where, how far and which way: the nearest, by the way one looks', () => {
    const { answer } = ask({ ask: 'where', what: { kind: 'orb' } });
    expect(answer).toMatchObject({
      found: { id: 'orb-1', secondsAgo: 44 / 12 },
      of: 2,
      metres: 3,
      side: 'right',
    });
    const turned = { ...known, pose: { ...origin, yaw: Math.PI } };
    expect(ask({ ask: 'direction', what: { kind: 'orb' } }, turned).answer).toMatchObject({ side: 'left' });
    expect(ask({ ask: 'distance', what: { kind: 'player', name: 'anna' } }).answer).toMatchObject({
      metres: 2,
    });
    const between = ask({ ask: 'distance', what: { kind: 'orb' }, from: { kind: 'block', colour: 'red' } });
    expect(between.answer).toMatchObject({ metres: 5, from: { id: 'block-3' } });
    expect(between.evidence.map(({ id }) => id)).toEqual(['orb-1', 'block-3']);
  });

  test('how big: a thing, and the place from wall to wall', () => {
    expect(ask({ ask: 'size', what: { kind: 'block' } }).answer).toMatchObject({ width: 0.8, height: 0.8 });
    const { answer } = ask({ ask: 'size' });
    if (answer.answer !== 'place') throw new Error(answer.answer);
    expect(answer.width).toBeCloseTo(8, 0);
    // An open door behind ends the place as well.
    expect(answer.length).toBeCloseTo(4 + 3, 0);
    const lost = { ...known, pose: { ...origin, x: 30 } };
    expect(ask({ ask: 'size' }, lost).answer).toEqual({ answer: 'unknown' });
  });

  test('which is nearer, and in which order they were first seen', () => {
    const nearer = ask({ ask: 'nearer', what: { kind: 'orb' }, than: { kind: 'block' } });
    expect(nearer.answer).toMatchObject({ found: { id: 'block-3' }, metres: 2, other: { id: 'orb-1' } });
    const order = ask({ ask: 'order', things: [{ kind: 'door' }, { kind: 'player' }, { kind: 'block' }] });
    if (order.answer.answer !== 'order') throw new Error(order.answer.answer);
    expect(order.answer.order.map(({ id }) => id)).toEqual(['block-3', 'door-4', 'p1']);
  });

  test('the way leads around walls, and only over ground that was seen', () => {
    const target = new Map([...known.sights].filter(([id]) => id !== 'orb-1'));
    const { answer } = ask({ ask: 'route', what: { kind: 'orb' } }, { ...known, sights: target });
    if (answer.answer !== 'route') throw new Error(answer.answer);
    const shortest = 2 * Math.hypot(2.3, 4.1) - 2;
    expect(answer.metres).toBeGreaterThan(shortest);
    expect(answer.metres).toBeLessThan(1.15 * 2 * Math.hypot(2.3, 4.1));
    expect(answer.way.some(({ x, z }) => x > 2 && z > 3 && z < 5.5)).toBe(true);
    const beyond = new Map([seen('orb-9', { kind: 'orb', x: 0, z: 20 }, 3)]);
    expect(ask({ ask: 'route', what: { kind: 'orb' } }, { ...known, sights: beyond }).answer).toMatchObject({
      answer: 'unknown',
      found: { id: 'orb-9' },
    });
  });

  test('about what nobody has seen is answered by that', () => {
    expect(ask({ ask: 'where', what: { kind: 'door', colour: 'red' } }).answer).toEqual({
      answer: 'unseen',
      what: { kind: 'door', colour: 'red' },
      others: 1,
    });
    expect(ask({ ask: 'count', what: { kind: 'ball' } }).answer).toMatchObject({
      answer: 'unseen',
      others: 0,
    });
    expect(ask({ ask: 'nearer', what: { kind: 'door' }, than: { kind: 'door' } }).answer).toMatchObject({
      answer: 'unseen',
    });
  });

  test('an answer names the view that showed it, and a keyframe that shows the place', () => {
    const keyframe = (id: number, depth: number): Keyframe => ({
      id,
      pose: { x: 3, y: 1, z: -4, yaw: 0, pitch: 0 },
      rgb: new Uint8Array(new SharedArrayBuffer(1)),
      inverseDepth: new Uint16Array(new SharedArrayBuffer(2 * 64 * 36)).fill(encodeDepth(depth)),
      tick: 0,
      author: '',
    });
    const before = { ...known, retrieve: () => [keyframe(-1, 9), keyframe(6, 2), keyframe(7, 9)] };
    const [evidence] = ask({ ask: 'where', what: { kind: 'orb' } }, before).evidence;
    expect(evidence).toMatchObject({
      id: 'orb-1',
      by: 'ben',
      tick: 30,
      pose: origin,
      box,
      keyframe: { id: 7 },
    });
    const { left = 0, width = 0 } = evidence.keyframe?.box ?? {};
    expect(Math.abs(left + width / 2 - 32)).toBeLessThan(2);
  });
});
