import { defineMode, type Game, type GameEntity, type Mode } from './mode.ts';

/** Points for an orb and for the relic in the shrine, and their factor at the end of a round. */
const points = { orb: 1, shrine: 5, finale: 2 } as const;
const finaleSeconds = 30;
/** Radius of the shrine, and its least distance from the relic, metres. */
const shrineRadius = 1.4;
const shrineAway = 5;
/** A relic that was pushed but moved less than this many metres in this many seconds is stuck. */
const stuckSeconds = 15;
const stuckDistance = 0.8;

/** State of the mode: who pushed the relic last, its last known position, and whether points are doubled. */
interface Own {
  pushedBy: string;
  x: number;
  z: number;
  finale: boolean;
}
type Key = 'relic' | 'shrine' | 'scored' | 'moved' | 'finale';
type Rush = Game<Own, Key>;

const rush: Mode<Own, Key> = {
  name: 'relic-rush',
  schedule: { rounds: 3, countdownSeconds: 5, roundSeconds: 120, breakSeconds: 10, overSeconds: 15 },
  says: ['relic', 'shrine', 'scored', 'moved', 'finale'],
  start: () => ({ pushedBy: '', x: 0, z: 0, finale: false }),

  begun(game) {
    game.own.finale = false;
    game.timer('finale', game.secondsLeft - finaleSeconds);
    const relic = relicOf(game);
    if (relic === undefined) return;
    game.mark('relic', { key: 'relic', follows: relic.id });
    moveShrine(game, relic);
  },

  timer(game, name) {
    if (name === 'finale') {
      game.own.finale = true;
      game.announce('finale', { points: points.shrine * points.finale });
      return;
    }
    const relic = relicOf(game);
    if (relic === undefined) return;
    const { pushedBy, x, z } = game.own;
    const stuck = pushedBy !== '' && Math.hypot(relic.x - x, relic.z - z) < stuckDistance;
    if (stuck && moveRelic(game, relic)) game.announce('moved');
    else watchRelic(game, relic);
  },

  on: {
    orbTaken: (game, { player }) => game.score(player, points.orb),

    pushed(game, { player, other }) {
      if (other === relicOf(game)?.id) game.own.pushedBy = player;
    },

    zoneEntered(game, { id }) {
      const relic = relicOf(game);
      const scorer = game.player(game.own.pushedBy);
      if (relic === undefined || id !== relic.id || scorer === undefined) return;
      const won = points.shrine * (game.own.finale ? points.finale : 1);
      game.score(scorer.id, won);
      game.announce('scored', { player: scorer.name, points: won });
      if (!moveRelic(game, relic)) moveShrine(game, relic);
    },
  },
};

/** The first ball is the relic. Who pushed it last before it enters the shrine scores. Orbs count too. */
export const relicRush = defineMode(rush);

/** The same in two teams. */
export const relicTeams = defineMode({ ...rush, name: 'relic-teams', teams: 2, minimumPlayers: 2 });

function relicOf(game: Rush): GameEntity | undefined {
  return game.entities.find(({ kind }) => kind === 'ball');
}

/** Moves the shrine far from the relic and resets who pushed it. */
function moveShrine(game: Rush, relic: GameEntity): void {
  const spot = game.freeSpot({ from: [relic], metres: shrineAway }) ?? game.spots[0];
  game.mark('shrine', { key: 'shrine', x: spot.x, z: spot.z, radius: shrineRadius });
  game.own.pushedBy = '';
  watchRelic(game, relic);
}

/** Moves the relic to free ground away from itself and all players, and the shrine far from it. */
function moveRelic(game: Rush, relic: GameEntity): boolean {
  const spot = game.freeSpot({ from: [relic, ...game.players], metres: 3 });
  if (spot === undefined || !game.moveBall(relic.id, spot)) return false;
  moveShrine(game, { ...relic, ...spot });
  return true;
}

function watchRelic(game: Rush, { x, z }: GameEntity): void {
  Object.assign(game.own, { x, z });
  game.timer('stuck', stuckSeconds);
}
