import { describe, expect, test } from 'vitest';
import { neutralAction } from '../../shared/action.ts';
import { gridOf, TestMemory, TestModel, testManifest, testSeed } from './world.fixture.ts';
import { mostPlayers, World } from './world.ts';

const timeStep = 1 / testManifest.view.rate;

function newWorld(memory = new TestMemory(), entities = testSeed().entities) {
  const model = new TestModel();
  const world = new World({
    pack: { manifest: testManifest },
    seed: testSeed(entities),
    generator: model,
    memory,
    roomSeed: 11,
    room: 'yard',
  });
  return { world, model, memory };
}

describe('a world', () => {
  test('adds the keyframes of its seed to memory once', () => {
    const { width, height } = testManifest.view;
    const keyframe = {
      id: 0,
      pose: { x: 1, y: 1.6, z: 2, yaw: 0, pitch: 0 },
      rgb: new Uint8Array(new SharedArrayBuffer(3 * width * height)),
      inverseDepth: new Uint16Array(new SharedArrayBuffer(2 * width * height)),
      tick: 0,
      author: '',
    };
    const memory = new TestMemory();
    const options = { pack: { manifest: testManifest }, generator: new TestModel(), memory, roomSeed: 1 };
    new World({ ...options, seed: { ...testSeed(), keyframes: [keyframe] } });
    new World({ ...options, seed: { ...testSeed(), keyframes: [keyframe] } });
    expect(memory.keyframes).toHaveLength(1);
  });

  test('moves a body as the network says and turns it exactly', async () => {
    const { world } = newWorld();
    const { body } = world.join('a', 'Ann');
    const player = world.state.players.get('a');
    for (let sequence = 1; sequence <= 10; sequence++) {
      world.setInput('a', { sequence, action: { ...neutralAction, move: 1 } });
      await world.step();
    }
    expect(body.z).toBeCloseTo(10 + 10 * 3 * timeStep);
    world.setInput('a', { sequence: 11, action: { ...neutralAction, turn: -1, look: 0.5 } });
    await world.step();
    expect(body.heading).toBeCloseTo(-testManifest.actions.turnRate * timeStep);
    expect(player?.pitch).toBeCloseTo(0.5 * testManifest.actions.lookRate * timeStep);
    expect(player?.acknowledged).toBe(11);
    for (let sequence = 12; sequence < 60; sequence++) {
      world.setInput('a', { sequence, action: { ...neutralAction, look: 1 } });
      await world.step();
    }
    expect(player?.pitch).toBe(testManifest.actions.pitchLimit);
  });

  test('lets a body jump and land', async () => {
    const { world } = newWorld();
    const { body } = world.join('a', 'Ann');
    world.setInput('a', { sequence: 1, action: { ...neutralAction, jump: true } });
    const heights: number[] = [];
    for (let tick = 0; tick < 25; tick++) {
      await world.step();
      heights.push(body.y);
    }
    expect(Math.max(...heights)).toBeGreaterThan(0.5);
    expect(heights.at(-1)).toBe(0);
  });

  test('keeps bodies out of walls and of each other', async () => {
    const grid = gridOf(...Array.from({ length: 20 }, (_, z) => (z === 13 ? '#'.repeat(20) : '')));
    const { world } = newWorld(new TestMemory(grid));
    const a = world.join('a', 'Ann').body;
    const b = world.join('b', 'Ben').body;
    Object.assign(b, { x: 10.1, z: 11.2, heading: Math.PI });
    for (let sequence = 1; sequence <= 60; sequence++) {
      for (const id of ['a', 'b']) world.setInput(id, { sequence, action: { ...neutralAction, move: 1 } });
      await world.step();
      expect(Math.hypot(a.x - b.x, a.z - b.z)).toBeGreaterThan(0.6 - 1e-8);
      expect(a.z).toBeLessThanOrEqual(12.7);
    }
    expect(world.report().limited.wall).toBeGreaterThan(0);
    expect(world.report().limited.player).toBeGreaterThan(0);
  });

  test('draws every connected player with everything in its camera’s view', async () => {
    const { world, model, memory } = newWorld(new TestMemory(), [
      { kind: 'orb', x: 10, y: 0.9, z: 13, yaw: 0, colour: 0, state: 0 },
      { kind: 'orb', x: 10, y: 0.9, z: 5, yaw: 0, colour: 0, state: 0 },
    ]);
    world.join('a', 'Ann');
    world.join('b', 'Ben');
    world.join('c', 'Cat');
    world.setConnected('c', false);
    Object.assign(world.state.players.get('b')?.body ?? {}, { x: 11, z: 14 });
    const result = await world.step();
    expect([...result.views.keys()]).toEqual(['a', 'b']);
    const [request] = model.requests[0];
    expect(request).toMatchObject({ room: 'yard', view: 'a', roomSeed: 11, tick: 1, previous: undefined });
    expect(request.camera).toEqual({ x: 10, y: testManifest.motion.eyeHeight, z: 10, yaw: 0, pitch: 0 });
    expect(request.entities.map(({ kind }) => kind)).toEqual(['orb', 'player']);
    expect(request.entities[1].y).toBeCloseTo(0.9);
    expect(request.controls).toEqual([0.25]);
    expect(memory.written.map(({ author }) => author)).toEqual(['a', 'b']);
    await world.step();
    expect(model.requests[1][0].previous).toBe(result.views.get('a'));
  });

  test('draws nothing for a player who left, even during drawing', async () => {
    const { world, model, memory } = newWorld();
    world.join('a', 'Ann');
    world.join('b', 'Ben');
    let open = () => {};
    model.gate = () => new Promise((resolve) => (open = resolve));
    const step = world.step();
    while (model.requests.length === 0) await Promise.resolve();
    world.leave('b');
    open();
    expect([...(await step).views.keys()]).toEqual(['a']);
    expect(memory.written.map(({ author }) => author)).toEqual(['a']);
    model.gate = async () => {};
    await world.step();
    expect(model.requests[1].map(({ view }) => view)).toEqual(['a']);
    expect(model.requests[1][0].entities).toEqual([]);
  });

  test('reports which input a view reflects, even if the body moved during drawing', async () => {
    const { world, model } = newWorld();
    world.join('a', 'Ann');
    const press = (sequence: number) =>
      world.setInput('a', { sequence, action: { ...neutralAction, move: 1 } });
    press(1);
    await world.advance();
    let open = () => {};
    model.gate = () => new Promise((resolve) => (open = resolve));
    const delivered: (number | undefined)[] = [];
    const drawing = world.draw((_views, acknowledged) => delivered.push(acknowledged.get('a')));
    press(2);
    await world.advance();
    expect(world.state.players.get('a')?.acknowledged).toBe(2);
    open();
    await drawing;
    expect(delivered).toEqual([1]);
  });

  test('acknowledges an input only after the body has moved by it', async () => {
    const { world, model } = newWorld();
    const player = world.join('a', 'Ann');
    world.setInput('a', { sequence: 7, action: { ...neutralAction, move: 1 } });
    const advancing = world.advance();
    expect(model.moves).toBe(1);
    expect(player.acknowledged).toBe(0);
    await advancing;
    expect(player.acknowledged).toBe(7);
  });

  test('gives every player a unique colour and reuses free ones', () => {
    const { world } = newWorld();
    const colours = Array.from({ length: mostPlayers }, (_, i) => world.join(`p${i}`, 'P').colour);
    expect(new Set(colours).size).toBe(mostPlayers);
    expect(() => world.join('one more', 'P')).toThrow(/full/);
    expect(() => world.join('p3', 'P')).toThrow(/already/);
    world.leave('p3');
    expect(world.join('one more', 'P').colour).toBe(colours[3]);
  });

  test('never runs two ticks at once, and survives a network that fails', async () => {
    const { world, model } = newWorld();
    world.join('a', 'Ann');
    const first = world.advance();
    await expect(world.advance()).rejects.toThrow(/under way/);
    await first;
    model.gate = () => Promise.reject(new Error('no more memory'));
    await expect(world.step()).rejects.toThrow('no more memory');
    model.gate = async () => {};
    const { views } = await world.step();
    expect(views.size).toBe(1);
  });

  test('replays to the same state from the same inputs and seed', async () => {
    const play = async () => {
      const { world } = newWorld(new TestMemory(), [
        { kind: 'orb', x: 10, y: 0.9, z: 10.6, yaw: 0, colour: 0, state: 0 },
        { kind: 'ball', x: 12, y: 0.3, z: 12, yaw: 0, colour: 0, state: 0 },
      ]);
      world.join('a', 'Ann');
      for (let sequence = 1; sequence <= 260; sequence++) {
        const move = Math.sin(sequence / 9);
        world.setInput('a', { sequence, action: { ...neutralAction, move, turn: Math.cos(sequence) } });
        await world.step();
      }
      return { players: [...world.state.players.values()], entities: [...world.state.entities.values()] };
    };
    expect(await play()).toEqual(await play());
  });
});
