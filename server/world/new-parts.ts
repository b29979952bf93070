import { openMap } from './ground/room-map.ts';
import { JointAction } from './joint-action.ts';
import { freePlay } from './modes/free-play.ts';
import { newMatch } from './modes/match.ts';
import { arenaRules } from './rules/arena-rules.ts';
import { initialState } from './spawn.ts';
import type { Statistics } from './statistics.ts';
import { Lighting } from './views/lighting.ts';
import { PictureSizes } from './views/picture-sizes.ts';
import { UnchangedViews } from './views/unchanged-views.ts';
import type { WorldOptions } from './world-options.ts';
import type { TickParts } from './world-tick.ts';

/** The parts of a new world. The seed's keyframes are added to an empty memory. */
export function newParts(options: WorldOptions, statistics: Statistics): TickParts {
  const { seed, memory, mode = freePlay } = options;
  if (memory.size === 0) for (const keyframe of seed.keyframes) memory.remember(keyframe);
  const state = initialState(seed);
  const { manifest } = options.pack;
  state.guidance = manifest.relight?.guidance.default ?? 1;
  const orbs = [...state.entities.values()].filter((entity) => entity.kind === 'orb');
  const map = openMap(options, memory);
  map?.begin(state.entities.values());
  return {
    state,
    lighting: new Lighting(manifest, seed, state),
    inputs: new JointAction(),
    ...{ memory, map, ground: map?.ground ?? memory.heights },
    model: options.generator,
    rules: options.rules ?? arenaRules,
    mode,
    match: newMatch(mode),
    initial: initialState(seed).entities,
    commands: [],
    spots: [...orbs, ...seed.spawns].map(({ x, z }) => ({ x, z })),
    starts: seed.spawns,
    manifest,
    room: options.room ?? 'world',
    roomSeed: options.roomSeed,
    statistics,
    previous: new Map(),
    unchanged: new UnchangedViews(),
    cameras: new Map(),
    undrawn: new Set(),
    sizes: new PictureSizes(manifest),
    keyframeLimits: new Map<string, number>(),
    sketches: [],
    freed: (depenetration) => options.freed?.(depenetration),
    mergedAt: 0,
  };
}
