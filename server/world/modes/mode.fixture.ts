import { type Action, neutralAction } from '../../../shared/action.ts';
import type { KnownGrid } from '../../contracts/known-grid.ts';
import type { WorldSeed } from '../../memory/worlds/world-seed.ts';
import { TestMemory, TestModel, testManifest, testSeed } from '../world.fixture.ts';
import { World } from '../world.ts';
import type { Player } from '../world-state.ts';
import { defineMode, type GameMode, type Schedule } from './mode.ts';

/** Ticks a second of test worlds. */
export const rate = testManifest.view.rate;

type SeedEntity = WorldSeed['entities'][number];

export const seedEntity = (kind: SeedEntity['kind'], x: number, z: number): SeedEntity => ({
  kind,
  x,
  y: { door: 1.1, block: 0.4, orb: 0.9, ball: 0.3 }[kind],
  z,
  yaw: 0,
  colour: 0,
  state: 0,
});

const schedule: Schedule = {
  rounds: 2,
  countdownSeconds: 1,
  roundSeconds: 3,
  breakSeconds: 1,
  overSeconds: 2,
};
/** An orb beside the first player's start. */
export const orb = seedEntity('orb', 10, 10.2);

/** A mode in which every orb is a point and match events are announced. */
export const orbs = (more: { minimumPlayers?: number; teams?: number } = {}) =>
  defineMode({
    name: 'orbs',
    schedule,
    says: ['begun', 'joined', 'left', 'rang'],
    start: () => ({ rounds: 0 }),
    begun(game) {
      game.own.rounds++;
      game.announce('begun', { points: game.own.rounds });
      game.timer('bell', 1);
    },
    joined: (game, player) => game.announce('joined', { player: game.player(player)?.name }),
    left: (game) => game.announce('left'),
    timer: (game) => game.announce('rang', { points: Math.round(game.secondsLeft) }),
    on: { orbTaken: (game, { player }) => game.score(player, 1) },
    ...more,
  });

/** A yard in which a mode is played, with access to everything. */
export function play(mode: GameMode, entities: SeedEntity[] = [], roomSeed = 5, ground?: KnownGrid) {
  const world = new World({
    pack: { manifest: testManifest },
    seed: testSeed(entities),
    generator: new TestModel(),
    memory: new TestMemory(ground),
    roomSeed,
    mode,
  });
  let sequence = 0;
  const tick = async (actions: Record<string, Partial<Action>> = {}) => {
    sequence++;
    for (const [id, action] of Object.entries(actions)) {
      world.setInput(id, { sequence, action: { ...neutralAction, ...action } });
    }
    await world.advance();
  };
  return {
    world,
    tick,
    async ticks(count: number, actions: Record<string, Partial<Action>> = {}) {
      for (let i = 0; i < count; i++) await tick(actions);
    },
    /** Runs ticks until a phase begins. */
    async until(phase: World['match']['phase'], actions: Record<string, Partial<Action>> = {}) {
      for (let i = 0; world.match.phase !== phase; i++) {
        if (i > 600 * rate) throw new Error(`never ${phase}, but ${world.match.phase}`);
        await tick(actions);
      }
    },
    /** Moves a player's body to a position and heading. */
    put(id: string, x: number, z: number, heading = 0) {
      Object.assign(this.player(id).body, { x, z, heading, vx: 0, vz: 0 });
    },
    player(id: string): Player {
      const player = world.state.players.get(id);
      if (player === undefined) throw new Error(`nobody is ${id}`);
      return player;
    },
    standing(id: string) {
      return world.match.standings.find((standing) => standing.id === id);
    },
    said: () => world.match.announcements.map(({ key }) => key),
    of: (kind: string) => [...world.state.entities].filter(([, entity]) => entity.kind === kind),
  };
}
