import { describe, expect, test } from 'vitest';
import type { BodyState } from '../../shared/motion-features.ts';
import type { Ball, Door, Orb, Player, WorldState } from '../world/world-state.ts';
import { rollingBalls, SoundEvents } from './sound-events.ts';

function body(kind: BodyState['kind'], at: Partial<BodyState> = {}): BodyState {
  return { kind, x: 5, y: 0, z: 5, heading: 0, vx: 0, vy: 0, vz: 0, ...at };
}

function player(id: string, at: Partial<BodyState> = {}): Player {
  return {
    id,
    name: id,
    colour: 0,
    body: body('player', at),
    pitch: 0,
    score: 0,
    connected: true,
    acknowledged: 0,
  };
}

function world(...players: Player[]): WorldState {
  return {
    tick: 0,
    players: new Map(players.map((each) => [each.id, each])),
    entities: new Map(),
    controls: new Map(),
    nextEntity: 1,
  };
}

const kinds = (events: SoundEvents, state: WorldState) => events.observe(state).map(({ kind }) => kind);

describe('SoundEvents', () => {
  test('what is there at the first look is silent, and so is what does not change', () => {
    const state = world(player('ann'), player('ben'));
    state.entities.set('block-1', { kind: 'block', x: 1, y: 0.4, z: 1, yaw: 0, colour: 0 });
    const events = new SoundEvents();
    for (let tick = 0; tick < 5; tick++) expect(events.observe(state)).toEqual([]);
  });

  test('steps are heard every 0.75 m on the ground, where the player is', () => {
    const ann = player('ann');
    const state = world(ann);
    const events = new SoundEvents();
    events.observe(state);
    const steps = [];
    for (let tick = 0; tick < 24; tick++) {
      Object.assign(ann.body, { x: ann.body.x + 0.25, vx: 3 });
      steps.push(...events.observe(state));
    }
    expect(steps.map(({ kind }) => kind)).toEqual(Array(8).fill('footstep'));
    expect(steps.map(({ x }) => x)).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map((step) => 5 + 0.75 * step));
  });

  test('a body that is put elsewhere makes no step', () => {
    const ann = player('ann');
    const events = new SoundEvents();
    events.observe(world(ann));
    ann.body.x += 4;
    expect(events.observe(world(ann))).toEqual([]);
  });

  test('a jump is heard once, a landing once and louder from higher, and no step in between', () => {
    const landing = (height: number) => {
      const ann = player('ann', { vx: 3 });
      const state = world(ann);
      const events = new SoundEvents();
      events.observe(state);
      const heard = [];
      let rise = Math.sqrt(2 * 9.8 * height);
      for (let tick = 0; tick < 30; tick++) {
        const y = Math.max(0, ann.body.y + rise / 12);
        rise = y === 0 && tick > 0 ? 0 : rise - 9.8 / 12;
        Object.assign(ann.body, { y, vy: rise, x: ann.body.x + (y > 0 ? 0.25 : 0) });
        heard.push(...events.observe(state));
      }
      expect(heard.map(({ kind }) => kind)).toEqual(['jump', 'landing']);
      return heard[1].level;
    };
    expect(landing(2)).toBeGreaterThan(landing(0.6));
  });

  test('who comes is heard, who leaves is not', () => {
    const events = new SoundEvents();
    events.observe(world(player('ann')));
    expect(kinds(events, world(player('ann'), player('ben')))).toEqual(['join']);
    expect(kinds(events, world(player('ann')))).toEqual([]);
  });

  test('doors slide and stop', () => {
    const door: Door = { kind: 'door', closed: { x: 1, y: 1.1, z: 2 }, yaw: 0, state: 0, opening: false };
    const state = world(player('ann'));
    state.entities.set('door-1', door);
    const events = new SoundEvents();
    events.observe(state);
    const to = (opening: boolean, at: number) => {
      Object.assign(door, { opening, state: at });
      return kinds(events, state);
    };
    expect(to(true, 0.3)).toEqual(['doorOpening']);
    expect(to(true, 0.6)).toEqual([]);
    expect(to(false, 0.5)).toEqual(['doorClosing']);
    expect(to(false, 0)).toEqual(['doorStop']);
    expect(to(false, 0)).toEqual([]);
  });

  test('blocks are placed and taken, orbs collected and back', () => {
    const orb: Orb = { kind: 'orb', x: 3, y: 0.9, z: 4, returns: undefined };
    const state = world(player('ann'));
    state.entities.set('orb-1', orb);
    const events = new SoundEvents();
    events.observe(state);
    state.entities.set('block-2', { kind: 'block', x: 1.5, y: 0.4, z: 1.5, yaw: 0, colour: 0 });
    expect(events.observe(state)).toMatchObject([{ kind: 'place', x: 1.5, z: 1.5 }]);
    state.entities.delete('block-2');
    expect(events.observe(state)).toMatchObject([{ kind: 'take', x: 1.5, z: 1.5 }]);
    orb.returns = 100;
    expect(events.observe(state)).toMatchObject([{ kind: 'orb', x: 3, z: 4 }]);
    Object.assign(orb, { x: 7, z: 8, returns: undefined });
    expect(events.observe(state)).toMatchObject([{ kind: 'orbBack', x: 7, z: 8 }]);
  });

  test('a ball is heard when it hits something, louder the harder, and while it rolls', () => {
    const hit = (speed: number) => {
      const ball: Ball = { kind: 'ball', body: body('ball', { vx: speed }) };
      const state = world(player('ann'));
      state.entities.set('ball-1', ball);
      const events = new SoundEvents();
      events.observe(state);
      expect(rollingBalls(state)).toMatchObject([{ id: 'ball-1', x: 5, z: 5 }]);
      // Friction is no knock.
      ball.body.vx = 0.97 * speed;
      expect(events.observe(state)).toEqual([]);
      ball.body.vx = -0.6 * speed;
      const [bounce, ...rest] = events.observe(state);
      expect([bounce.kind, rest]).toEqual(['bounce', []]);
      ball.body.vx = 0;
      events.observe(state);
      expect(rollingBalls(state)).toEqual([]);
      return bounce.level;
    };
    expect(hit(4)).toBeGreaterThan(hit(1));
  });
});
