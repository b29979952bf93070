import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { halfExtents, playerColours } from '../../shared/entity.ts';
import { type BodyState, bodyRadius } from '../../shared/motion-features.ts';
import { defaultPhysics, kickSpeed, stepBody, walkingSpeed } from './physics.ts';
import { generateWorld } from './world.ts';

const open = { cellSize: 1, solidAt: () => false };
const wall = { cellSize: 1, solidAt: (_x: number, z: number) => z >= 5 };
const still = { move: 0, strafe: 0, jump: false };
const tick = 1 / 12;

function player(over: Partial<BodyState> = {}): BodyState {
  return { kind: 'player', x: 0.5, y: 0, z: 0.5, heading: 0, vx: 0, vy: 0, vz: 0, ...over };
}

function advance(body: BodyState, change: ReturnType<typeof stepBody>): BodyState {
  return {
    ...body,
    x: body.x + change.dx,
    y: body.y + change.dy,
    z: body.z + change.dz,
    vx: change.vx,
    vy: change.vy,
    vz: change.vz,
  };
}

describe('a player', () => {
  test('walks along its heading and reaches walking speed within two ticks', () => {
    let body = player({ heading: Math.PI / 2 });
    for (let i = 0; i < 2; i++) {
      body = advance(body, stepBody(open, [], body, { ...still, move: 1 }, defaultPhysics, tick));
    }
    expect(body.vx).toBeGreaterThan(0.95 * walkingSpeed);
    expect(body.vx).toBeLessThanOrEqual(walkingSpeed + 1e-9);
    expect(body.z).toBeCloseTo(0.5, 9);
  });

  test('is no faster diagonally', () => {
    const change = stepBody(
      open,
      [],
      player({ vz: 3 }),
      { move: 1, strafe: 1, jump: false },
      defaultPhysics,
      1,
    );
    expect(Math.hypot(change.vx, change.vz)).toBeCloseTo(walkingSpeed, 6);
  });

  test('jumps about 0.9 m high and lands where it was', () => {
    let body = player();
    let highest = 0;
    for (let i = 0; i < 12; i++) {
      body = advance(body, stepBody(open, [], body, { ...still, jump: i === 0 }, defaultPhysics, tick));
      highest = Math.max(highest, body.y);
    }
    expect(highest).toBeGreaterThan(0.85);
    expect(highest).toBeLessThan(0.95);
    expect(body.y).toBe(0);
  });

  test('stops at a wall by its radius and slides along it', () => {
    let body = player({ z: 4, heading: Math.PI / 4 });
    let contact = 0;
    for (let i = 0; i < 24; i++) {
      const change = stepBody(wall, [], body, { ...still, move: 1 }, defaultPhysics, tick);
      contact = Math.max(contact, change.contact);
      body = advance(body, change);
    }
    expect(contact).toBe(1);
    expect(body.z).toBeCloseTo(5 - bodyRadius('player'), 3);
    expect(body.x).toBeGreaterThan(3.5);
  });

  test('cannot walk through a closed door', () => {
    const door = { kind: 'door', x: 0.5, y: 1.1, z: 2.5, yaw: 0, colour: [1, 1, 1], state: 0 } as const;
    let body = player();
    for (let i = 0; i < 24; i++) {
      body = advance(body, stepBody(open, [door], body, { ...still, move: 1 }, defaultPhysics, tick));
    }
    expect(body.z).toBeCloseTo(2.5 - halfExtents.door[2] - bodyRadius('player'), 3);
  });
});

describe('a ball', () => {
  const ball = (over: Partial<BodyState>): BodyState => player({ kind: 'ball', ...over });

  test('loses its speed by friction', () => {
    const change = stepBody(open, [], ball({ vx: 4 }), still, { ...defaultPhysics, friction: 1 }, 1);
    expect(change.vx).toBeCloseTo(4 / Math.E, 3);
  });

  test('leaves a wall with the share of its speed that bounce specifies', () => {
    const change = stepBody(
      wall,
      [],
      ball({ z: 4.6, vz: 5 }),
      still,
      { gravity: 9.8, friction: 0, bounce: 0.5 },
      tick,
    );
    expect(change.vz).toBeCloseTo(-2.5, 6);
    expect(change.contact).toBe(1);
  });

  test('bounces lower each time and comes to rest on the ground', () => {
    let body = ball({ y: 1 });
    for (let i = 0; i < 60; i++) body = advance(body, stepBody(open, [], body, still, defaultPhysics, tick));
    expect(body.y).toBe(0);
    expect(body.vy).toBe(0);
  });

  test('rises to the square of bounce times its height, wherever in a tick it lands', () => {
    for (let height = 0.5; height < 1.2; height += 0.013) {
      let body = ball({ y: height });
      let before = body;
      do {
        before = body;
        body = advance(body, stepBody(open, [], body, still, defaultPhysics, tick));
      } while (body.vy < before.vy);
      const rise = body.y + body.vy ** 2 / (2 * defaultPhysics.gravity);
      expect(rise).toBeCloseTo(height * defaultPhysics.bounce ** 2, 6);
    }
  });

  test('is kicked away from a player who touches it', () => {
    const toucher = {
      kind: 'player',
      x: 0.5,
      y: 0.9,
      z: -0.1,
      yaw: 0,
      colour: playerColours[0],
      state: 0,
    } as const;
    const change = stepBody(open, [toucher], ball({}), still, { ...defaultPhysics, friction: 0 }, tick);
    expect(change.vz).toBeCloseTo(kickSpeed, 6);
    expect(change.dz).toBeGreaterThan(0.2);
  });
});

test('no body ends inside a wall, whatever it does and however fast it is', () => {
  const worlds = [1, 2, 3].map(generateWorld);
  fc.assert(
    fc.property(
      fc.constantFrom(...worlds),
      fc.nat(9),
      fc.constantFrom('player' as const, 'ball' as const),
      fc.array(fc.tuple(fc.double({ min: -4, max: 4, noNaN: true }), fc.boolean()), {
        minLength: 40,
        maxLength: 40,
      }),
      fc.double({ min: 0, max: 14, noNaN: true }),
      (world, spawn, kind, turns, speed) => {
        const { x, z, yaw } = world.spawns[spawn];
        let body: BodyState = {
          kind,
          x,
          y: 0,
          z,
          heading: yaw,
          vx: speed * Math.sin(yaw),
          vy: 0,
          vz: speed * Math.cos(yaw),
        };
        for (const [turn, jump] of turns) {
          body.heading += turn;
          body = advance(
            body,
            stepBody(world, world.blocks, body, { move: 1, strafe: 0, jump }, defaultPhysics, tick),
          );
          expect(world.solidAt(Math.floor(body.x), Math.floor(body.z))).toBe(false);
          expect(body.y).toBeGreaterThanOrEqual(0);
        }
      },
    ),
    { numRuns: 60 },
  );
});
