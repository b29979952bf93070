import { SightLog } from '../../../server/answers/sight-log.ts';
import type { GeneratedView } from '../../../server/contracts/view.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { World } from '../../../server/world/world.ts';
import { blockColours, type Entity } from '../../../shared/entity.ts';
import type { Pose } from '../../../shared/geometry/camera.ts';
import { doorSlide } from '../../../shared/geometry/door.ts';
import { Random } from '../../reference/random.ts';
import type { HeldOutWorld } from '../rollout/held-out.ts';
import type { ViewSource } from '../rollout/rollout.ts';
import { Walker } from '../rollout/walker.ts';
import { TrueSights, type TrueThing } from './truth-sights.ts';

/** Ticks between drawn views. */
const every = 4;

/** A room after two players have walked in it. */
export interface WalkedRoom {
  readonly held: HeldOutWorld;
  readonly world: World;
  readonly memory: RoomMemory;
  /** What the engine knows of sights, and what was truly seen: by both players, and by who asks. */
  readonly sights: SightLog;
  readonly truth: { room: TrueSights; me: TrueSights };
  /** Ids of things that were taken on the way. */
  readonly taken: ReadonlySet<string>;
  readonly asker: string;
}

/** A drawn view of who asks, in the world of its tick. */
export type Looked = (
  room: Omit<WalkedRoom, 'taken'>,
  view: GeneratedView,
  things: readonly TrueThing[],
) => Promise<void>;

export interface WalkOptions {
  /** Is called for every fifth view of who asks. */
  looked?: Looked;
  ticks: number;
  roomSeed: number;
}

/** Two players walk by a script through a held-out world. Every fourth tick their views are drawn by the engine. */
export async function scriptedWalk(
  pack: Pack,
  generator: ViewSource,
  held: HeldOutWorld,
  { ticks, roomSeed, looked }: WalkOptions,
): Promise<WalkedRoom> {
  const { manifest } = pack;
  const memory = new RoomMemory(manifest);
  const room = `answers-${held.seed}`;
  const world = new World({ pack, seed: held.worldSeed, generator, roomSeed, memory, room });
  const players = ['ann', 'ben'];
  const walkers = players.map((id, number) => {
    world.join(id, id);
    return new Walker(held.reference, new Random(roomSeed + number));
  });
  const sights = new SightLog({
    ground: world.ground,
    intrinsics: manifest.view,
    memory,
  });
  const truth = {
    room: new TrueSights(held, manifest.view),
    me: new TrueSights(held, manifest.view),
  };
  const taken = new Set<string>();
  for (let tick = 1; tick <= ticks; tick++) {
    for (const [number, id] of players.entries()) {
      const { body, pitch } = playerOf(world, id);
      const other = playerOf(world, players[1 - number]).body;
      const action = walkers[number].act(body, pitch, other);
      world.setInput(id, { sequence: tick, action });
    }
    await world.advance();
    sights.advanced(world.state);
    for (const id of takenNow(world)) {
      taken.add(id);
      for (const seen of [truth.room, truth.me]) seen.things.delete(id);
    }
    if (tick % every !== 0) continue;
    for (const view of await world.draw()) {
      if (isInWall(held, view.camera)) continue;
      sights.drawn(view);
      const things = trueThings(world).filter(({ id }) => id !== view.view);
      truth.room.look(view.tick, view.camera, things);
      if (view.view !== players[0]) continue;
      truth.me.look(view.tick, view.camera, things);
      if (tick % (5 * every) === 0)
        await looked?.({ held, world, memory, sights, truth, asker: players[0] }, view, things);
    }
  }
  return { held, world, memory, sights, truth, taken, asker: players[0] };
}

export function playerOf(world: World, id: string) {
  const player = world.state.players.get(id);
  if (player === undefined) throw new Error(`${id} is not in the world`);
  return player;
}

function takenNow({ state }: World): string[] {
  return [...state.entities].flatMap(([id, thing]) =>
    thing.kind === 'orb' && thing.returns !== undefined ? [id] : [],
  );
}

/** Everything in the full state as the reference draws it, read from the state's own numbers. */
export function trueThings({ state }: Pick<World, 'state'>): TrueThing[] {
  const things: TrueThing[] = [];
  for (const { id, body } of state.players.values()) {
    const place = { x: body.x, y: body.y + 0.9, z: body.z, yaw: body.heading };
    things.push({ id, entity: { kind: 'player', ...place, colour: [0.5, 0.5, 0.5], state: 0 } });
  }
  for (const [id, thing] of state.entities) {
    const entity = trueEntity(thing);
    if (entity) things.push({ id, entity });
  }
  return things;
}

function trueEntity(thing: WorldThing): Entity | undefined {
  const plain = { colour: [0.5, 0.5, 0.5], yaw: 0, state: 0 } as const;
  switch (thing.kind) {
    case 'door': {
      const { closed, yaw, state } = thing;
      const aside = doorSlide * state;
      const [x, z] = [closed.x + Math.cos(yaw) * aside, closed.z - Math.sin(yaw) * aside];
      return { ...plain, kind: 'door', x, y: closed.y, z, yaw, state };
    }
    case 'block': {
      const { x, y, z, yaw, colour } = thing;
      return { ...plain, kind: 'block', x, y, z, yaw, colour: blockColours[colour] };
    }
    case 'orb':
      return thing.returns === undefined
        ? { ...plain, kind: 'orb', x: thing.x, y: thing.y, z: thing.z }
        : undefined;
    case 'ball': {
      const { x, y, z, heading } = thing.body;
      return { ...plain, kind: 'ball', x, y: y + 0.3, z, yaw: heading };
    }
  }
}

type WorldThing = World['state']['entities'] extends ReadonlyMap<string, infer Each> ? Each : never;

/** A body may be pressed into a corner by a few millimetres, from where the reference draws nothing. */
function isInWall({ reference }: HeldOutWorld, { x, z }: Pose): boolean {
  return reference.solidAt(Math.floor(x), Math.floor(z));
}
