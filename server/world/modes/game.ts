import type { GroundPoint } from '../../../shared/geometry/point.ts';
import { reachableSpot } from '../ground/known-ways.ts';
import { orbHeight } from '../ground/tile-entities.ts';
import { chance } from '../random.ts';
import { byNumber, drawnEntity } from '../world-state.ts';
import { freeSpot, isFreeFor } from './free-ground.ts';
import type { PlacedMark } from './match.ts';
import type { MatchTurn } from './match-turn.ts';
import type { Announced, Game, GameEntity, GamePlayer, Mark } from './mode.ts';
import { rest } from './restore.ts';
import { addPoints } from './standings.ts';

/** Key that separates these random numbers from others of the same room seed and tick. */
const modeLots = 0x6d6f6465;
const fixedLots = 0x66697864;
/** Announcements that a match keeps: as many as may matter in one tick. */
const mostAnnouncements = 6;
/** Most characters of a name or key in an announcement. */
const mostCharacters = 40;

/** The mode's view of this tick. Random numbers are consecutive, so create only one for each tick. */
export function gameOf(turn: MatchTurn): Game<object, string> {
  const { match, mode, state, manifest, roomSeed } = turn;
  const tick = state.tick - match.pausedTicks;
  const { rate } = manifest.view;
  let lots = 0;
  const lot = () => chance(roomSeed, modeLots, tick, lots++);
  return {
    own: match.own,
    tick,
    rate,
    round: match.round,
    spots: turn.spots,
    starts: turn.starts,
    get secondsLeft() {
      return mode.schedule === undefined ? Number.POSITIVE_INFINITY : (match.ends - state.tick) / rate;
    },
    get players() {
      return playersOf(turn);
    },
    get entities() {
      return entitiesOf(turn);
    },
    player: (id) => playersOf(turn).find((player) => player.id === id),
    chance: lot,
    fixedChance: (number) => chance(roomSeed, fixedLots, number),
    score: (player, points) => addPoints(match, state, player, points),
    role(player, key = '') {
      const standing = match.standings.find(({ id }) => id === player);
      if (standing?.present) standing.role = key;
    },
    mark(id, mark) {
      const others = match.marks.filter((other) => other.id !== id);
      match.marks = mark === undefined ? others : [...others, placedMark(id, mark)];
    },
    timer(name, seconds) {
      const others = match.timers.filter((other) => other.name !== name);
      const at = tick + Math.max(1, Math.round((seconds ?? 0) * rate));
      match.timers = seconds === undefined ? others : [...others, { name, at }];
    },
    announce(key, about = {}) {
      const announcement = { number: ++match.announced, key, ...namesOf(about) };
      match.announcements = [...match.announcements, announcement].slice(-mostAnnouncements);
    },
    freeSpot: (away = { from: [], metres: 0 }) => freeSpot(turn, away.from, away.metres, lot()),
    reachableSpot: (from, to, within) => reachableSpot(turn.grid, from, to, within),
    addOrb({ x, z }) {
      const id = `orb-${state.nextEntity++}`;
      state.entities.set(id, { kind: 'orb', x, z, y: orbHeight, returns: undefined });
      return id;
    },
    removeOrb(orb) {
      if (state.entities.get(orb)?.kind === 'orb') state.entities.delete(orb);
    },
    moveBall: (ball, spot) => moveBall(turn, ball, spot),
    endRound() {
      if (mode.schedule !== undefined) match.ends = state.tick;
    },
  };
}

function playersOf({ match, state }: MatchTurn): GamePlayer[] {
  return [...state.players.values()]
    .sort((a, b) => a.colour - b.colour)
    .map(({ id, name, colour, score, connected, body }) => ({
      ...{ id, name, colour, score, connected, x: body.x, z: body.z, heading: body.heading },
      team: match.standings.find((standing) => standing.id === id)?.team ?? 0,
    }));
}

function entitiesOf({ state }: MatchTurn): GameEntity[] {
  return byNumber(state).flatMap(([id, entity]) => {
    const drawn = drawnEntity(entity);
    return drawn === undefined ? [] : [{ id, kind: entity.kind, x: drawn.x, z: drawn.z, state: drawn.state }];
  });
}

function placedMark(id: string, mark: Mark<string>): PlacedMark {
  if ('follows' in mark) return { id, key: mark.key, x: 0, z: 0, radius: 0, follows: mark.follows };
  const { key, x, z, radius } = mark;
  return { id, key, x, z, radius, follows: '' };
}

function namesOf({ player = '', other = '', points = 0 }: Announced) {
  return { player: player.slice(0, mostCharacters), other: other.slice(0, mostCharacters), points };
}

function moveBall(turn: MatchTurn, id: string, spot: GroundPoint): boolean {
  const ball = turn.state.entities.get(id);
  if (ball?.kind !== 'ball' || !isFreeFor(turn, ball.body, spot)) return false;
  rest(ball, spot);
  return true;
}
