import type { GroundPoint } from '../../../shared/geometry/point.ts';
import type { MatchPhase, ModeSummary } from '../../../shared/match.ts';
import type { WorldEvents } from '../world-events.ts';

/**
 * A game mode: what counts in a world, and when it ends.
 *
 * The engine keeps the clock, rounds, scores, zones and timers. A mode configures them and reacts to events.
 * It may read and change the world only through {@link Game}, and use only {@link Game.chance} for random
 * numbers, so that the same inputs have the same outcome. See docs/modes.md.
 *
 * `Own` is the mode's state of a match: plain JSON data. `Key` names the texts that pages show.
 */
export interface Mode<Own extends object, Key extends string> {
  /** Lower case with hyphens. Pages have the text for it. */
  readonly name: string;
  /** Fewest players of a match. 1 by default. */
  readonly minimumPlayers?: number;
  /** Number of teams, to which players are assigned as they join. 0 by default. */
  readonly teams?: number;
  /** Whether it is played on ground without edges: in rooms with a map. False by default. */
  readonly needsMap?: boolean;
  /** Left out for a mode without clock and end. */
  readonly schedule?: Schedule;
  /** Keys of all announcements, roles and marks. Pages have the texts for them. */
  readonly says: readonly Key[];
  /** The initial state of a match. */
  start(): Own;
  /** A round begins. Without rounds, the world does. */
  begun?(game: Game<Own, Key>): void;
  /** A player joined the current round, or left it for good. */
  joined?(game: Game<Own, Key>, player: string): void;
  left?(game: Game<Own, Key>, player: string): void;
  /** A timer of the mode has expired. */
  timer?(game: Game<Own, Key>, name: string): void;
  /**
   * What a program that learns is to make of a result: for it alone, and only where points are a poor guide. See outcome.ts.
   */
  outcome?(result: Result): Partial<Outcome>;
  /** Handlers of events in a round. */
  readonly on?: ModeEvents<Own, Key>;
}

/** How a player stands. */
export interface Result {
  readonly score: number;
  readonly roundScore: number;
  /** A key of the mode. Empty without a role. */
  readonly role: string;
  readonly phase: MatchPhase;
  /** From 1. 0 without rounds. */
  readonly round: number;
}

/** What a player's result is worth; how it changes is the reward. */
export interface Outcome {
  worth: number;
  /** Nothing more can be won or lost. */
  over: boolean;
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

/** Seconds, except for `rounds`. */
export interface Schedule {
  rounds: number;
  /** Before every round. Players move, but nothing counts. */
  countdownSeconds: number;
  roundSeconds: number;
  /** Between two rounds, to show the result of the last one. */
  breakSeconds: number;
  /** After the last round, until the next match. */
  overSeconds: number;
}

/** A player. x and z in metres. */
export interface GamePlayer extends GroundPoint {
  readonly id: string;
  readonly name: string;
  /** Index into playerColours. */
  readonly colour: number;
  /** From 1. 0 without teams. */
  readonly team: number;
  /** Points in the match so far. */
  readonly score: number;
  /** False while the room waits for the player to reconnect. */
  readonly connected: boolean;
  /** Radians. */
  readonly heading: number;
}

export interface GameEntity extends GroundPoint {
  readonly id: string;
  readonly kind: 'door' | 'block' | 'orb' | 'ball';
  /** How far a door is open, 0 to 1. */
  readonly state: number;
}

/** A marker on pages: a zone on the ground, or something that moves. */
export type Mark<Key extends string> =
  | ({ readonly key: Key /** Metres. */; readonly radius: number } & GroundPoint)
  | { readonly key: Key /** Session id of a player, or id of an entity. */; readonly follows: string };

/** What an announcement is about. Names, not ids. */
export interface Announced {
  readonly player?: string;
  readonly other?: string;
  /** 0 to 65535. */
  readonly points?: number;
}

/** The interface between a mode and the world. */
export interface Game<Own extends object, Key extends string> {
  readonly own: Own;
  readonly tick: number;
  /** Ticks a second. */
  readonly rate: number;
  /** From 1. 0 without rounds. */
  readonly round: number;
  /** Seconds until the round ends. Infinity without rounds. */
  readonly secondsLeft: number;
  /** All players with a body, by colour. */
  readonly players: readonly GamePlayer[];
  /** All other entities, by number. Orbs that were taken are left out. */
  readonly entities: readonly GameEntity[];
  /** Spots that the world seed knows to be free ground. At least one. */
  readonly spots: readonly GroundPoint[];
  /** Where players start. At least one. */
  readonly starts: readonly GroundPoint[];
  player(id: string): GamePlayer | undefined;
  /** The next random number in [0, 1). Determined by room seed and tick. */
  chance(): number;
  /** A random number in [0, 1) that depends on the room seed and this number alone: the same in every match. */
  fixedChance(number: number): number;
  /** Adds or subtracts points. A score never falls below 0. Does nothing if there is no such player. */
  score(player: string, points: number): void;
  /** Sets the role that is shown beside the player's name, one of the mode's keys. Undefined removes it. */
  role(player: string, key: Key | undefined): void;
  /** Sets or moves the mark with this id. Undefined removes it. A mark with a radius is a zone. */
  mark(id: string, mark: Mark<Key> | undefined): void;
  /** Calls `timer` once after so many seconds. Undefined cancels the timer. */
  timer(name: string, seconds: number | undefined): void;
  /** Announces something to everybody. */
  announce(key: Key, about?: Announced): void;
  /** A random free spot, at least so many metres away from others if possible. */
  freeSpot(away?: { from: readonly GroundPoint[]; metres: number }): GroundPoint | undefined;
  /**
   * The place nearest to `to` to which there is a way from `from` over ground that is known to be open. Undefined if it is
   * farther than `within` metres from `to`.
   */
  reachableSpot(from: GroundPoint, to: GroundPoint, within: number): GroundPoint | undefined;
  /** Puts an orb on the ground and returns its id. */
  addOrb(spot: GroundPoint): string;
  /** Takes an orb out of the world, so that it does not return. */
  removeOrb(orb: string): void;
  /** Moves a ball to a spot, at rest. Returns false if something is in the way. */
  moveBall(ball: string, spot: GroundPoint): boolean;
  /** Ends the round with this tick. */
  endRound(): void;
}

/**
 * A mode without its type parameters. The engine passes each mode only the state that its own `start` has
 * made.
 */
export type GameMode = Mode<object, string>;

/** Defines a mode and infers its type parameters. */
export function defineMode<Own extends object, const Key extends string>(mode: Mode<Own, Key>): GameMode {
  return mode;
}

export function summaryOf(mode: GameMode): ModeSummary {
  const { name, minimumPlayers = 1, teams = 0, needsMap = false, schedule } = mode;
  return {
    name,
    minimumPlayers,
    teams,
    needsMap,
    rounds: schedule?.rounds ?? 0,
    roundSeconds: schedule?.roundSeconds ?? 0,
  };
}
