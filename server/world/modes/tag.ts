import { defineMode, type Game } from './mode.ts';

/** Points a second for players who are not it, and seconds after a tag without another tag. */
const pointsEachSecond = 1;
const cooldownSeconds = 2;

/** State of the mode: who is it, and whether a tag was too recent for another. */
interface Own {
  it: string;
  cooldown: boolean;
}
type TagGame = Game<Own, 'it' | 'tagged' | 'itLeft'>;

/** One player is it and passes it on by walking against another. All others gain a point each second. */
export const tag = defineMode({
  name: 'tag',
  minimumPlayers: 2,
  schedule: { rounds: 3, countdownSeconds: 5, roundSeconds: 90, breakSeconds: 8, overSeconds: 15 },
  says: ['it', 'tagged', 'itLeft'],
  start: (): Own => ({ it: '', cooldown: false }),

  begun(game) {
    drawIt(game);
    game.timer('second', 1);
  },

  left(game, player) {
    if (player !== game.own.it) return;
    drawIt(game);
    game.announce('itLeft', { player: game.player(game.own.it)?.name });
  },

  timer(game, name) {
    if (name === 'cooldown') {
      game.own.cooldown = false;
      return;
    }
    for (const { id } of game.players) if (id !== game.own.it) game.score(id, pointsEachSecond);
    game.timer('second', 1);
  },

  on: {
    pushed(game, { player, kind, other }) {
      if (kind !== 'player' || player !== game.own.it || game.own.cooldown) return;
      game.announce('tagged', { player: game.player(player)?.name, other: game.player(other)?.name });
      makeIt(game, other);
    },
  },
});

function drawIt(game: TagGame): void {
  makeIt(game, game.players[Math.floor(game.chance() * game.players.length)].id);
}

function makeIt(game: TagGame, player: string): void {
  game.role(game.own.it, undefined);
  game.own.it = player;
  game.own.cooldown = true;
  game.role(player, 'it');
  game.mark('it', { key: 'it', follows: player });
  game.timer('cooldown', cooldownSeconds);
}
