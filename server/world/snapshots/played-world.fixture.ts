import fc from 'fast-check';
import { type Action, neutralAction } from '../../../shared/action.ts';
import type { MatchCommand } from '../../../shared/match.ts';
import type { Keyframe } from '../../contracts/keyframe.ts';
import type { GeneratedView, ViewRequest } from '../../contracts/view.ts';
import { RoomMemory } from '../../memory/room-memory.ts';
import { boxScene, renderScene } from '../../memory/scene.fixture.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import type { GameMode } from '../modes/mode.ts';
import { relitManifest, TestModel, testSeed } from '../world.fixture.ts';
import { World } from '../world.ts';
import type { WorldOptions } from '../world-options.ts';

/** Sees a room of boxes, so that memory has something to keep. Pictures differ with keyframes and earlier frames. */
export class SceneModel extends TestModel {
  /** The next tick finds the motion network broken. */
  failsOnce = false;
  /** Snapshots have no earlier frames, which change the first picture of a view. */
  seesPrevious = true;

  override async generate(requests: readonly ViewRequest[]): Promise<GeneratedView[]> {
    const views = await super.generate(requests);
    return views.map((view, i) => {
      const { previous, keyframes } = requests[i];
      const scene = renderScene(boxScene, playManifest.view, view.camera);
      scene.rgb[0] = keyframes.reduce((sum, { id }) => 31 * sum + id, 7);
      scene.rgb[1] = previous === undefined || !this.seesPrevious ? 0 : previous.rgb[1] + 1;
      const changed = { coverage: view.coverage.fill(0), imagined: view.tick % 2 === 0 };
      return { ...view, ...scene, ...changed };
    });
  }

  override async move(features: Float32Array, bodies: number): Promise<Float32Array> {
    const fails = this.failsOnce;
    this.failsOnce = false;
    if (fails) throw new Error('The motion network is broken.');
    return super.move(features, bodies);
  }
}

/** A small memory, so that keyframes are evicted. */
export const playManifest = { ...relitManifest, memory: { ...relitManifest.memory, capacity: 12 } };

const entity = (kind: 'door' | 'block' | 'orb' | 'ball', x: number, z: number) => ({
  ...{ kind, x, y: kind === 'orb' ? 0.9 : 0.4, z, yaw: 0.3, colour: 1, state: 0 },
});

export const playSeed: WorldSeed = testSeed([
  entity('door', 10, 11.5),
  entity('block', 8.5, 8.5),
  entity('orb', 10.4, 10.8),
  entity('orb', 5.2, 5.6),
  entity('ball', 9, 10),
]);

export function playWorld(mode: GameMode, memory = new RoomMemory(playManifest)): World {
  const model = new SceneModel();
  model.seesPrevious = false;
  return new World(playOptions(mode, memory, model));
}

export function playOptions(mode: GameMode, memory: RoomMemory, generator = new SceneModel()): WorldOptions {
  if (memory.size === 0) for (const keyframe of seedKeyframes()) memory.remember(keyframe);
  const pack = { manifest: playManifest };
  return { mode, memory, pack, seed: playSeed, generator, roomSeed: 77, room: 'lasting' };
}

function seedKeyframes(): Omit<Keyframe, 'id'>[] {
  return [0, 1, 2].map((yaw) => {
    const pose = { x: yaw, y: 1.6, z: 0, yaw, pitch: 0 };
    return { pose, ...renderScene(boxScene, playManifest.view, pose), tick: 0, author: '' };
  });
}

/** What one tick of play begins with. */
export interface Play {
  joins: string[];
  leaves: string[];
  drops: string[];
  actions: [player: string, action: Action][];
  command: MatchCommand | undefined;
  controls: [string, number][];
}

const players = ['ann', 'bob', 'cid'];
const axis = fc.double({ min: -1, max: 1, noNaN: true });
const button = fc.boolean();
const action: fc.Arbitrary<Action> = fc.record({
  ...{ move: axis, strafe: axis, turn: axis, look: axis },
  ...{ jump: button, use: button, place: button, remove: button },
});
const seldom = <T>(value: fc.Arbitrary<T>) =>
  fc
    .oneof({ weight: 12, arbitrary: fc.constant(undefined) }, value)
    .map((one): T[] => (one === undefined ? [] : [one]));

/** Ticks of random play. Somebody is there from the beginning. */
export const plays: fc.Arbitrary<Play> = fc.record({
  joins: seldom(fc.constantFrom(...players)),
  leaves: seldom(fc.constantFrom('bob', 'cid')),
  drops: seldom(fc.constantFrom(...players)),
  actions: fc.array(fc.tuple(fc.constantFrom(...players), action), { maxLength: 3 }),
  command: fc.option(fc.constantFrom<MatchCommand>('pause', 'resume', 'resume', 'reset', 'start'), {
    freq: 12,
    nil: undefined,
  }),
  controls: seldom(fc.tuple(fc.constant('timeOfDay'), fc.double({ min: 6, max: 18, noNaN: true }))),
});

/** Plays one tick. The sequence numbers of inputs follow from the tick. */
export async function playTick(
  world: World,
  play: Play,
  drawn: (view: GeneratedView) => void = () => {},
): Promise<void> {
  const { state } = world;
  for (const id of play.leaves) world.leave(id);
  for (const id of state.tick === 0 ? ['ann', 'bob', ...play.joins] : play.joins) {
    if (!state.players.has(id)) world.join(id, id.toUpperCase());
  }
  for (const id of play.drops) world.setConnected(id, state.players.get(id)?.connected === false);
  for (const [id, given] of play.actions) {
    world.setInput(id, { sequence: state.tick + 1, action: { ...neutralAction, ...given } });
  }
  if (play.command !== undefined) world.command(play.command);
  if (play.controls.length > 0) world.ask(new Map(play.controls));
  await world.advance();
  await world.draw((views) => {
    for (const view of views) drawn(view);
  });
}
