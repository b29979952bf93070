import { describe, expect, test } from 'vitest';
import { type Entity, halfExtents, orbColour } from '../../shared/entity.ts';
import { encodeDepth } from '../../shared/geometry/inverse-depth.ts';
import type { Keyframe } from '../contracts/keyframe.ts';
import type { WorldState } from '../world/world-state.ts';
import { SightLog } from './sight-log.ts';
import { rayHit } from './silhouette.ts';

const intrinsics = { width: 64, height: 36, focal: 44 };
const camera = { x: 0, y: 1, z: 0, yaw: 0, pitch: 0 };
const orb = { kind: 'orb' as const, x: 0.5, y: 0.9, z: 3, returns: undefined };
/** A memory of nothing. */
const none = { keyframes: [] };
const open = { cellSize: 0.125, solidAt: () => false };

/** A view before a wall `wall` metres away, in which only `drawn` are painted. */
function view(tick: number, wall: number, drawn: readonly Entity[], by = 'ann') {
  const pixels = intrinsics.width * intrinsics.height;
  const entity = new Uint8Array(new SharedArrayBuffer(pixels));
  const inverseDepth = new Uint16Array(new SharedArrayBuffer(2 * pixels)).fill(encodeDepth(wall));
  for (const one of drawn) {
    const hit = rayHit(camera, intrinsics, one);
    for (let at = 0; at < pixels; at++) {
      const depth = hit(at % intrinsics.width, Math.floor(at / intrinsics.width));
      if (depth === undefined || depth > wall) continue;
      entity[at] = 255;
      inverseDepth[at] = encodeDepth(depth);
    }
  }
  return { view: by, tick, camera, entity, inverseDepth };
}

function asEntity({ x, y, z }: { x: number; y: number; z: number }): Entity {
  return { kind: 'orb', x, y, z, yaw: 0, colour: orbColour, state: 0 };
}

function state(
  tick: number,
  things: WorldState['entities'],
): Pick<WorldState, 'tick' | 'players' | 'entities'> {
  return { tick, players: new Map(), entities: things };
}

describe('what views showed', () => {
  test('is known with tick, pose and pixels, to the room and to whose view it was', () => {
    const log = new SightLog({ intrinsics, ground: open, memory: none });
    log.advanced(state(1, new Map([['orb-1', orb]])));
    log.drawn(view(1, 8, [asEntity(orb)]));
    const sighted = log.room.get('orb-1');
    expect(sighted).toMatchObject({ firstTick: 1, last: { by: 'ann', tick: 1, pose: camera } });
    const { left, top, width, height } = sighted?.last.box ?? { left: 0, top: 0, width: 0, height: 0 };
    const scale = intrinsics.focal / 3;
    expect(Math.abs(left + width / 2 - (32 + 0.5 * scale))).toBeLessThan(1);
    expect(Math.abs(top + height / 2 - (18 + 0.1 * scale))).toBeLessThan(1);
    expect(Math.abs(width - 2 * halfExtents.orb[0] * scale)).toBeLessThan(2);
    expect(log.by('ann').has('orb-1')).toBe(true);
    expect(log.by('ben').size).toBe(0);
  });

  test('is not what stands behind a wall or behind a nearer thing', () => {
    const log = new SightLog({ intrinsics, ground: open, memory: none });
    const block = { kind: 'block' as const, x: 0.5, y: 0.9, z: 2.4, yaw: 0, colour: 1 };
    log.advanced(state(1, new Map([['orb-1', orb]])));
    log.drawn(view(1, 2, [asEntity(orb)]));
    expect(log.room.size).toBe(0);
    const things = new Map<string, typeof orb | typeof block>([
      ['block-2', block],
      ['orb-1', orb],
    ]);
    log.advanced(state(2, things));
    log.drawn(view(2, 8, [{ ...asEntity(block), kind: 'block' }]));
    expect([...log.room.keys()]).toEqual(['block-2']);
  });

  test('is a strip of what is near, and not a speck', () => {
    const near: Entity = { kind: 'block', x: 0, y: 1, z: 1, yaw: 0, colour: orbColour, state: 0 };
    const things = new Map([['block-1', { ...near, kind: 'block' as const, colour: 1 }]]);
    const seenWith = (columns: number) => {
      const log = new SightLog({ intrinsics, ground: open, memory: none });
      log.advanced(state(1, things));
      const whole = view(1, 8, [near]);
      const shown = Array.from(whole.entity.keys()).filter((at) => whole.entity[at] > 0);
      const left = Math.min(...shown.map((at) => at % intrinsics.width));
      for (const at of shown) if (at % intrinsics.width >= left + columns) whole.entity[at] = 0;
      log.drawn(whole);
      return log.room.has('block-1');
    };
    expect(seenWith(0)).toBe(false);
    expect(seenWith(3)).toBe(true);
  });

  test('is forgotten where somebody sees past its place, and not where a wall hides it', () => {
    const log = new SightLog({ intrinsics, ground: open, memory: none });
    log.advanced(state(1, new Map([['orb-1', orb]])));
    log.drawn(view(1, 8, [asEntity(orb)]));
    log.advanced(state(2, new Map()));
    log.drawn(view(2, 2, []));
    expect(log.room.has('orb-1')).toBe(true);
    log.advanced(state(3, new Map()));
    log.drawn(view(3, 8, [], 'ben'));
    expect(log.room.has('orb-1')).toBe(false);
    expect(log.by('ann').has('orb-1')).toBe(true);
  });

  test('keeps the tick at which it was seen first when it was gone in between', () => {
    const log = new SightLog({ intrinsics, ground: open, memory: none });
    const things = new Map([['orb-1', orb]]);
    log.advanced(state(1, things));
    log.drawn(view(1, 8, [asEntity(orb)]));
    log.advanced(state(2, new Map()));
    log.drawn(view(2, 8, []));
    expect(log.room.has('orb-1')).toBe(false);
    log.advanced(state(3, things));
    log.drawn(view(3, 8, [asEntity(orb)]));
    expect(log.room.get('orb-1')).toMatchObject({ firstTick: 1, last: { tick: 3 } });
    log.returned(0);
    log.advanced(state(1, things));
    log.drawn(view(1, 8, []));
    log.advanced(state(2, things));
    log.drawn(view(2, 8, [asEntity(orb)]));
    expect(log.room.get('orb-1')?.firstTick).toBe(2);
  });

  test('never happened when the room is back before it', () => {
    const log = new SightLog({ intrinsics, ground: open, memory: none });
    log.advanced(state(5, new Map([['orb-1', orb]])));
    log.drawn(view(5, 8, [asEntity(orb)]));
    log.returned(4);
    expect(log.room.size).toBe(0);
    log.drawn(view(5, 8, [asEntity(orb)]));
    expect(log.room.size).toBe(0);
  });

  test('is a thing to both sides of a pillar, behind which its middle lies', () => {
    const cellSize = 0.125;
    const ground = {
      cellSize,
      solidAt: (x: number, z: number) => Math.abs((x + 0.5) * cellSize) < 0.125 && z === 16,
    };
    const wide: Entity = { kind: 'block', x: 0, y: 1, z: 4, yaw: 0, colour: orbColour, state: 0 };
    const shown = view(1, 8, [wide]);
    for (const at of shown.entity.keys()) {
      const across = ((at % intrinsics.width) + 0.5 - intrinsics.width / 2) / intrinsics.focal;
      if (Math.abs(across * 2) > 0.125) continue;
      shown.entity[at] = 0;
      shown.inverseDepth[at] = encodeDepth(2);
    }
    const log = new SightLog({ intrinsics, ground, memory: none });
    log.advanced(state(1, new Map([['block-1', { ...wide, kind: 'block', colour: 1 }]])));
    log.drawn(shown);
    expect(log.room.has('block-1')).toBe(true);
  });

  test('is a thing of which a wall of the ground plan leaves a strip free, and none that it hides', () => {
    const cellSize = 0.125;
    const wide: Entity = { kind: 'block', x: 0, y: 1, z: 4, yaw: 0, colour: orbColour, state: 0 };
    const sees = (from: number) => {
      const ground = {
        cellSize,
        solidAt: (x: number, z: number) => (x + 0.5) * cellSize > from && z === 16,
      };
      const log = new SightLog({ intrinsics, ground, memory: none });
      log.advanced(state(1, new Map([['block-1', { ...wide, kind: 'block', colour: 1 }]])));
      // Painted as if there were no wall.
      log.drawn(view(1, 8, [wide]));
      return log.room.has('block-1');
    };
    const half = halfExtents.block[0] / 2;
    expect(sees(-half + 0.15)).toBe(true);
    expect(sees(-half - 0.15)).toBe(false);
  });

  test('over a wall of the ground plan has to be free by a keyframe', () => {
    const ground = { cellSize: 0.125, solidAt: (_: number, z: number) => z === 12 };
    const keyframe = (metres: number): Keyframe => ({
      ...{ id: 3, pose: camera, tick: 0, author: '', rgb: new Uint8Array(new SharedArrayBuffer(1)) },
      inverseDepth: view(0, metres, []).inverseDepth,
    });
    const sees = (keyframes: Keyframe[]) => {
      const log = new SightLog({ intrinsics, ground, memory: { keyframes } });
      log.advanced(state(1, new Map([['orb-1', orb]])));
      log.drawn(view(1, 8, [asEntity(orb)]));
      return log.room.has('orb-1');
    };
    expect(sees([])).toBe(false);
    expect(sees([keyframe(1.4)])).toBe(false);
    expect(sees([keyframe(1.4), keyframe(9)])).toBe(true);
  });
});
