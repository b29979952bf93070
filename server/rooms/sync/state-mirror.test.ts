import { Decoder, Encoder } from '@colyseus/schema';
import { expect, test } from 'vitest';
import { neutralAction } from '../../../shared/action.ts';
import { entityKinds } from '../../../shared/entity.ts';
import { RoomState } from '../../../shared/state.ts';
import { TestMemory, TestModel, testManifest, testSeed } from '../../world/world.fixture.ts';
import { World } from '../../world/world.ts';
import { mirror } from './state-mirror.ts';

test('a client sees the world as it is, through patches alone', async () => {
  const world = new World({
    pack: { manifest: testManifest },
    seed: testSeed([
      { kind: 'door', x: 10, y: 1.1, z: 11.5, yaw: 0, colour: 0, state: 0 },
      { kind: 'orb', x: 10, y: 0.9, z: 10.2, yaw: 0, colour: 0, state: 0 },
      { kind: 'block', x: 3.5, y: 0.4, z: 3.5, yaw: 0, colour: 2, state: 0 },
    ]),
    generator: new TestModel(),
    memory: new TestMemory(),
    roomSeed: 1,
  });
  const state = new RoomState();
  mirror(world.state, state);
  const encoder = new Encoder(state);
  const seen = new RoomState();
  const decoder = new Decoder(seen);
  decoder.decode(encoder.encodeAll());
  encoder.discardChanges();
  const patch = () => {
    mirror(world.state, state);
    const bytes = encoder.encode();
    decoder.decode(bytes);
    encoder.discardChanges();
    return bytes.byteLength;
  };

  expect(seen.controls.get('timeOfDay')).toBe(9);
  expect(seen.entities.get('block-2')).toMatchObject({
    kind: entityKinds.indexOf('block'),
    colour: 2,
    x: 3.5,
  });
  world.join('a', 'Ann');
  world.setInput('a', { sequence: 4, action: { ...neutralAction, use: true, strafe: 1 } });
  await world.step();
  patch();
  expect(seen.players.get('a')).toMatchObject({ name: 'Ann', connected: true, acknowledged: 4, score: 1 });
  expect(seen.players.get('a')?.x).toBeCloseTo(10.15);
  expect(seen.entities.get('door-0')?.state).toBeCloseTo(0.1);
  expect(seen.entities.has('orb-1')).toBe(false);

  world.setConnected('a', false);
  for (let tick = 0; tick < 20; tick++) await world.step();
  patch();
  expect(seen.players.get('a')?.connected).toBe(false);
  expect(seen.entities.get('door-0')).toMatchObject({ state: 1 });
  expect(seen.tick).toBe(21);
  // Nothing moves any more: only the tick is sent.
  await world.step();
  expect(patch()).toBeLessThan(12);

  world.leave('a');
  patch();
  expect(seen.players.size).toBe(0);
});
