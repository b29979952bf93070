import { describe, expect, test } from 'vitest';
import type { SpacePoint } from './geometry/point.ts';
import { type SoundEvent, SoundEvents, type SoundingEntity, type SoundingWorld } from './sound-events.ts';

/** Seconds a tick. */
const seconds = 1 / 12;

type MovablePoint = { -readonly [Axis in keyof SpacePoint]: number };

/** A world that a test changes between ticks. */
class TestWorld implements SoundingWorld {
  readonly players = new Map<string, MovablePoint>([['ann', { x: 5, y: 0, z: 5 }]]);
  readonly entities = new Map<string, SoundingEntity>();
  readonly #events = new SoundEvents();

  hear(): SoundEvent[] {
    return this.#events.observe(this, seconds);
  }

  kinds(): string[] {
    return this.hear().map(({ kind }) => kind);
  }

  get rolling() {
    return this.#events.rolling;
  }

  move(id: string, change: Partial<SpacePoint>): void {
    this.players.set(id, { x: 5, y: 0, z: 5, ...this.players.get(id), ...change });
  }

  put(id: string, kind: SoundingEntity['kind'], change: Partial<SoundingEntity> = {}): void {
    this.entities.set(id, { kind, x: 1, y: 0.3, z: 2, state: 0, ...this.entities.get(id), ...change });
  }
}

describe('SoundEvents', () => {
  test('the first state and unchanged states are silent', () => {
    const world = new TestWorld();
    world.put('block-1', 'block');
    world.put('orb-2', 'orb');
    world.put('door-3', 'door', { state: 0.5 });
    for (let tick = 0; tick < 5; tick++) expect(world.hear()).toEqual([]);
  });

  test('a player on the ground makes a step every 0.75 m, at its position, louder at higher speed', () => {
    const walk = (metresATick: number) => {
      const world = new TestWorld();
      world.hear();
      const steps: SoundEvent[] = [];
      for (let x = 5; x < 11; ) {
        x += metresATick;
        world.move('ann', { x });
        steps.push(...world.hear());
      }
      expect(steps.map(({ kind }) => kind)).toEqual(Array(8).fill('footstep'));
      for (const [index, step] of steps.entries()) expect(step.x).toBeCloseTo(5.75 + 0.75 * index, 6);
      return steps[0].level;
    };
    expect(walk(0.25)).toBeGreaterThan(walk(0.125));
  });

  test('a teleported body makes no step', () => {
    const world = new TestWorld();
    world.hear();
    world.move('ann', { x: 9 });
    expect(world.hear()).toEqual([]);
  });

  test('a jump is heard once, a landing once and louder from higher, and no step in between', () => {
    const landing = (height: number) => {
      const world = new TestWorld();
      world.hear();
      const heard: SoundEvent[] = [];
      const rise = Math.sqrt(2 * 9.8 * height);
      for (let tick = 1; tick < 30; tick++) {
        const time = tick * seconds;
        const y = Math.max(0, rise * time - 4.9 * time ** 2);
        world.move('ann', { y, x: 5 + (y > 0 ? 0.25 * tick : 0) });
        heard.push(...world.hear());
        if (y === 0) break;
      }
      expect(heard.map(({ kind }) => kind)).toEqual(['jump', 'landing']);
      return heard[1].level;
    };
    expect(landing(2)).toBeGreaterThan(landing(0.6));
  });

  test('a player that joins makes a sound, one that leaves does not', () => {
    const world = new TestWorld();
    world.hear();
    world.move('ben', { x: 3 });
    expect(world.hear()).toMatchObject([{ kind: 'join', x: 3 }]);
    world.players.delete('ben');
    expect(world.hear()).toEqual([]);
  });

  test('doors slide and stop', () => {
    const world = new TestWorld();
    world.put('door-1', 'door');
    world.hear();
    const to = (state: number) => {
      world.put('door-1', 'door', { state });
      return world.kinds();
    };
    expect(to(0.3)).toEqual(['doorOpening']);
    expect(to(0.6)).toEqual([]);
    expect(to(0.6)).toEqual([]);
    expect(to(0.9)).toEqual([]);
    expect(to(0.5)).toEqual(['doorClosing']);
    expect(to(0)).toEqual(['doorStop']);
    expect(to(0)).toEqual([]);
    expect(to(0.2)).toEqual(['doorOpening']);
  });

  test('blocks are placed and taken, orbs collected and back', () => {
    const world = new TestWorld();
    world.put('orb-1', 'orb', { x: 3, z: 4 });
    world.hear();
    world.put('block-2', 'block', { x: 1.5 });
    expect(world.hear()).toMatchObject([{ kind: 'place', x: 1.5 }]);
    world.entities.delete('block-2');
    expect(world.hear()).toMatchObject([{ kind: 'take', x: 1.5 }]);
    world.entities.delete('orb-1');
    expect(world.hear()).toMatchObject([{ kind: 'orb', x: 3, z: 4 }]);
    world.put('orb-1', 'orb', { x: 7, z: 8 });
    expect(world.hear()).toMatchObject([{ kind: 'orbBack', x: 7, z: 8 }]);
  });

  test('a ball is heard when it hits something, once and louder the harder, and while it rolls', () => {
    const hit = (speed: number) => {
      const world = new TestWorld();
      let x = 0;
      const roll = (velocity: number) => {
        x += velocity * seconds;
        world.put('ball-1', 'ball', { x });
        return world.hear();
      };
      for (let tick = 0; tick < 4; tick++) expect(roll(speed * 0.98 ** tick)).toEqual([]);
      expect(world.rolling).toMatchObject([{ id: 'ball-1', x, z: 2 }]);
      // Into the wall and back within a tick, then all the way back.
      const heard = [...roll(-0.1 * speed), ...roll(-0.6 * speed), ...roll(-0.6 * speed)];
      expect(heard.map(({ kind }) => kind)).toEqual(['bounce']);
      for (let tick = 0; tick < 3; tick++) roll(0);
      expect(world.rolling).toEqual([]);
      return heard[0].level;
    };
    expect(hit(4)).toBeGreaterThan(hit(1));
  });
});
