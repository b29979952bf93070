import { describe, expect, test } from 'vitest';
import type { Entity } from '../../../shared/entity.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import { UnchangedViews } from './unchanged-views.ts';

const camera = { x: 1, y: 1.6, z: 2, yaw: 0.5, pitch: 0 };
const orb: Entity = { kind: 'orb', x: 0, y: 1, z: 3, yaw: 0, colour: [1, 1, 0], state: 0 };
const keyframe: Keyframe = {
  id: 4,
  pose: camera,
  rgb: new Uint8Array(new SharedArrayBuffer(12)),
  inverseDepth: new Uint16Array(new SharedArrayBuffer(8)),
  tick: 0,
  author: '',
};

function request(change: Partial<ViewRequest> = {}): ViewRequest {
  return {
    room: 'yard',
    view: 'ann',
    roomSeed: 1,
    tick: 5,
    camera: { ...camera },
    previous: undefined,
    keyframes: [keyframe],
    entities: [{ ...orb }],
    controls: [0.5],
    sketches: [],
    ...change,
  };
}

function drawn(level: number, change: Partial<GeneratedView> = {}): GeneratedView {
  const plane = () => new Uint8Array(new SharedArrayBuffer(4));
  return {
    room: 'yard',
    view: 'ann',
    tick: 5,
    camera,
    rgb: new Uint8Array(new SharedArrayBuffer(12)).fill(level),
    inverseDepth: new Uint16Array(new SharedArrayBuffer(8)),
    entity: plane(),
    confidence: plane(),
    coverage: plane(),
    imagined: false,
    milliseconds: 3,
    ...change,
  };
}

/** Views that were drawn twice with the same picture. */
function atRest(): UnchangedViews {
  const views = new UnchangedViews();
  views.drawn(request(), drawn(7));
  views.drawn(request(), drawn(7));
  return views;
}

describe('a view is not drawn again', () => {
  test('after the same request gave the same picture twice', () => {
    const views = new UnchangedViews();
    expect(views.find(request())).toBeUndefined();
    views.drawn(request(), drawn(7));
    expect(views.find(request({ tick: 6 }))).toBeUndefined();
    views.drawn(request({ tick: 6 }), drawn(7));
    const found = views.find(request({ tick: 7 }));
    expect(found).toMatchObject({ tick: 7, imagined: false, milliseconds: 0 });
    expect(found?.rgb[0]).toBe(7);
  });

  test('for any previous frame', () => {
    expect(atRest().find(request({ previous: drawn(9) }))).toBeDefined();
  });
});

describe('a view is drawn again', () => {
  test.each<[string, Partial<ViewRequest>]>([
    ['its camera turns', { camera: { ...camera, yaw: 0.500001 } }],
    ['its camera moves', { camera: { ...camera, z: 2.0001 } }],
    ['memory has another keyframe for it', { keyframes: [] }],
    [
      'another keyframe takes the place of one',
      { keyframes: [{ ...keyframe, rgb: new Uint8Array(new SharedArrayBuffer(12)) }] },
    ],
    ['a sky plate is filled in', { keyframes: [{ ...keyframe, revision: 3 }] }],
    ['an entity moves', { entities: [{ ...orb, x: 0.01 }] }],
    ['an entity is gone', { entities: [] }],
    ['controls change', { controls: [0.6] }],
    ['its picture gets another size', { size: { width: 8, height: 4 } }],
    ['another look is asked for', { look: { asked: [1], guidance: 1, sun: undefined } }],
  ])('when %s', (_, change) => {
    expect(atRest().find(request(change))).toBeUndefined();
  });

  test('as long as its picture still changes', () => {
    const views = new UnchangedViews();
    for (let draw = 0; draw < 50; draw++) {
      views.drawn(request(), drawn(draw));
      expect(views.find(request())).toBeUndefined();
    }
  });

  test('when it was imagined, because memory has its place only from the next tick on', () => {
    const views = atRest();
    views.drawn(request(), drawn(7, { imagined: true }));
    expect(views.find(request())).toBeUndefined();
  });

  test('when it was deleted meanwhile, or is another view', () => {
    const views = atRest();
    expect(views.find(request({ view: 'bob' }))).toBeUndefined();
    views.delete('ann');
    expect(views.find(request())).toBeUndefined();
  });

  test('when a different request came in between', () => {
    const views = atRest();
    views.drawn(request({ controls: [0.9] }), drawn(7));
    expect(views.find(request())).toBeUndefined();
  });
});
