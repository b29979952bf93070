import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { ModeSummary } from '../../../shared/match.ts';
import type { WorldEvents } from '../world-events.ts';

/**
 * A game mode: what counts in a world, and when it ends. The engine keeps the clock, the rounds, the
 * scores, the zones and the timers; a mode says what they are and what events do to them. It sees and
 * changes the world through {@link Game} alone, and draws lots by {@link Game.chance} alone, so that the
 * same inputs have the same outcome again. See docs/modes.md.
 *
 * `Own` is what a mode remembers of a match: plain data, as JSON has it. `Key` names its words.
 */
export interface Mode<Own extends object, Key extends string> {
  /** Lower case with hyphens; pages have the words for it. */
  readonly name: string;
  /** Players without whom no match begins; 1 when left out. */
  readonly minimumPlayers?: number;
  /** Teams that players are dealt to as they come; 0 when left out. */
  readonly teams?: number;
  /** Left out where there is neither clock nor end. */
  readonly schedule?: Schedule;
  /** Keys of everything that it announces or marks; pages have the words for them. */
  readonly says: readonly Key[];
  /** What it remembers at the beginning of a match. */
  start(): Own;
  /** A round begins with whoever is here; where there are no rounds, the world does. */
  begun?(game: Game<Own, Key>): void;
  /** Somebody came into the running round, or left it for good. */
  joined?(game: Game<Own, Key>, player: string): void;
  left?(game: Game<Own, Key>, player: string): void;
  /** A timer of its own has run out. */
  timer?(game: Game<Own, Key>, name: string): void;
  /** What happened in the world while a round runs. */
  readonly on?: ModeEvents<Own, Key>;
}

export interface ModeEvents<Own extends object, Key extends string> {
  doorOpened?(game: Game<Own, Key>, event: WorldEvents['doorOpened']): void;
  doorClosed?(game: Game<Own, Key>, event: WorldEvents['doorClosed']): void;
  blockPlaced?(game: Game<Own, Key>, event: WorldEvents['blockPlaced']): void;
  blockTaken?(game: Game<Own, Key>, event: WorldEvents['blockTaken']): void;
  orbTaken?(game: Game<Own, Key>, event: WorldEvents['orbTaken']): void;
  pushed?(game: Game<Own, Key>, event: WorldEvents['pushed']): void;
  zoneEntered?(game: Game<Own, Key>, event: WorldEvents['zoneEntered']): void;
  zoneLeft?(game: Game<Own, Key>, event: WorldEvents['zoneLeft']): void;
}

/** Seconds, but for `rounds`. */
export interface Schedule {
  rounds: number;
  /** Before every round; players move, but nothing counts. */
  countdownSeconds: number;
  roundSeconds: number;
  /** Between two rounds, when what the last came to is shown. */
  breakSeconds: number;
  /** After the last round, until the next match. */
  overSeconds: number;
}

/** Metres on the ground. */
export interface GamePlayer extends GroundPoint {
  readonly id: string;
  readonly name: string;
  /** Index into playerColours. */
  readonly colour: number;
  /** From 1; 0 where there are no teams. */
  readonly team: number;
  /** Points of the match so far. */
  readonly score: number;
  /** False while the room waits for it to come back. */
  readonly connected: boolean;
  /** Radians. */
  readonly heading: number;
}

export interface GameEntity extends GroundPoint {
  readonly id: string;
  readonly kind: 'door' | 'block' | 'orb' | 'ball';
  /** 0 to 1, how far a door is open. */
  readonly state: number;
}

/** A place that pages point out: a zone on the ground, or something that moves. */
export type Mark<Key extends string> =
  | ({ readonly key: Key /** Metres. */; readonly radius: number } & GroundPoint)
  | { readonly key: Key /** Session id of a player, or id of an entity. */; readonly follows: string };

/** What an announcement is about; pages put it into words. Names, not ids. */
export interface Announced {
  readonly player?: string;
  readonly other?: string;
  /** 0 to 65535. */
  readonly points?: number;
}

/** What a mode sees of the world and may do to it. */
export interface Game<Own extends object, Key extends string> {
  readonly own: Own;
  readonly tick: number;
  /** Ticks a second. */
  readonly rate: number;
  /** From 1; 0 where there are no rounds. */
  readonly round: number;
  /** Seconds until the round ends; Infinity where there are no rounds. */
  readonly secondsLeft: number;
  /** Everybody with a body, by colour. */
  readonly players: readonly GamePlayer[];
  /** Everything else that can change, by number; orbs that are away are left out. */
  readonly entities: readonly GameEntity[];
  /** Places that the world knows to be free ground; at least one. */
  readonly places: readonly GroundPoint[];
  player(id: string): GamePlayer | undefined;
  /** A number in [0, 1), the next of those that follow from the room's seed and the tick. */
  chance(): number;
  /** Adds points, or takes some away; nobody has fewer than none. Nothing happens when nobody has this id. */
  score(player: string, points: number): void;
  /** A word beside the player's name, one of the mode's keys; undefined takes it away. */
  role(player: string, key: Key | undefined): void;
  /** Puts up or moves the mark of this id; undefined takes it away. A mark with a radius is a zone. */
  mark(id: string, mark: Mark<Key> | undefined): void;
  /** Has `timer` called once after so many seconds; undefined takes the timer back. */
  timer(name: string, seconds: number | undefined): void;
  /** Tells everybody. */
  announce(key: Key, about?: Announced): void;
  /** One of the places where nothing stands, by lot among those at least so many metres away from others. */
  freePlace(away?: { from: readonly GroundPoint[]; metres: number }): GroundPoint | undefined;
  /** Puts a ball at rest on a place; false when something stands there. */
  moveBall(ball: string, place: GroundPoint): boolean;
  /** Ends the round with this tick. */
  endRound(): void;
}

/** A mode as the engine runs it: it hands each mode only what that mode's own `start` has made. */
export type GameMode = Mode<object, string>;

/** Takes a mode as it is; the types of what it remembers and says follow from what it is given. */
export function defineMode<Own extends object, const Key extends string>(mode: Mode<Own, Key>): GameMode {
  return mode;
}

export function summaryOf(mode: GameMode): ModeSummary {
  const { name, minimumPlayers = 1, teams = 0, schedule } = mode;
  return {
    name,
    minimumPlayers,
    teams,
    rounds: schedule?.rounds ?? 0,
    roundSeconds: schedule?.roundSeconds ?? 0,
  };
}
