import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { defineMode, type Game } from './mode.ts';

/** Points for the treasure, and for any other orb. */
const points = { treasure: 10, orb: 1 } as const;
/** Metres from a treasure to the next, and radians by which the way to it may turn. */
const leg = 100;
const turns = Math.PI / 3;
/** Metres around the place where a treasure is to lie in which it may lie; nearer than `near`, it may lie farther away. */
const around = { usual: 12, near: 40 } as const;
const near = 20;
/** Seconds between two looks for open ground. */
const lookSeconds = 1;

/** State of the mode: number of the treasure, where it is to lie, in which direction that was, and its orb. */
interface Own {
  number: number;
  x: number;
  z: number;
  bearing: number;
  orb: string;
}
type Expedition = Game<Own, 'treasure' | 'found'>;

/**
 * A treasure lies 100 m away, in a direction that the room seed says. Whoever touches it first scores; then the next one
 * lies 100 m further on. It is laid when somebody is near enough for the ground to be known.
 */
export const expedition = defineMode({
  name: 'expedition',
  needsMap: true,
  says: ['treasure', 'found'],
  start: (): Own => ({ number: 0, x: 0, z: 0, bearing: 0, orb: '' }),

  begun(game) {
    Object.assign(game.own, { number: 0, orb: '' });
    game.own.bearing = game.fixedChance(0) * 2 * Math.PI;
    setOut(game, game.starts[0]);
  },

  timer(game) {
    if (game.own.orb === '') lay(game);
    if (game.own.orb === '') game.timer('look', lookSeconds);
  },

  on: {
    orbTaken(game, { player, orb }) {
      if (orb !== game.own.orb) {
        game.score(player, points.orb);
        return;
      }
      game.score(player, points.treasure);
      game.announce('found', { player: game.player(player)?.name, points: points.treasure });
      game.removeOrb(orb);
      const { number, x, z } = game.own;
      Object.assign(game.own, { number: number + 1, orb: '' });
      game.own.bearing += (2 * game.fixedChance(number + 1) - 1) * turns;
      setOut(game, { x, z });
    },
  },
});

/** The next treasure is to lie a leg away. */
function setOut(game: Expedition, { x, z }: GroundPoint): void {
  const { own } = game;
  own.x = x + leg * Math.sin(own.bearing);
  own.z = z + leg * Math.cos(own.bearing);
  game.mark('treasure', { key: 'treasure', x: own.x, z: own.z, radius: around.usual });
  game.timer('look', lookSeconds);
}

/** Lays the treasure on open ground to which there is a way from the nearest player, if the map knows any. */
function lay(game: Expedition): void {
  const { own } = game;
  const distance = ({ x, z }: GroundPoint) => Math.hypot(x - own.x, z - own.z);
  const [nearest] = [...game.players].sort((a, b) => distance(a) - distance(b));
  if (nearest === undefined) return;
  const within = distance(nearest) < near ? around.near : around.usual;
  const spot = game.reachableSpot(nearest, own, within);
  if (spot === undefined) return;
  own.orb = game.addOrb(spot);
  Object.assign(own, spot);
  game.mark('treasure', { key: 'treasure', follows: own.orb });
}
