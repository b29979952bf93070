import { formatsFor } from '../formats.ts';

const { list: listOf, plural } = formatsFor('en');

/** What an announcement is about: names, and points. */
export interface About {
  player: string;
  other: string;
  points: number;
}

const pointsOf = (points: number) => `${points} ${plural(points, 'point', 'points')}`;

/** Game modes by their names on the server: what they are called, and what to do in them. */
const modes: Readonly<Record<string, { title: string; summary: string }>> = {
  'relic-rush': {
    title: 'Relic rush',
    summary:
      'Push the ball, the relic, into the shrine: 5 points. Every orb: 1. Wall others off with blocks, shut doors on them. Good alone, too.',
  },
  'relic-teams': {
    title: 'Relic rush in teams',
    summary: 'Relic rush for two teams, who add their points up. From two players on.',
  },
  tag: {
    title: 'Tag',
    summary:
      'One is it, and walks into another to pass it on. All others gain a point a second. From two players on.',
  },
  expedition: {
    title: 'Expedition',
    summary:
      'A treasure lies 100 m out, where nobody has been. The compass points to it; first there: 10 points, and the next one lies further on. Needs a room without edges.',
  },
  'free-play': {
    title: 'Free play',
    summary: 'No clock and no end. Look around, build, collect orbs.',
  },
};

/** Words that modes use for what they mark, and beside names. */
const words: Readonly<Record<string, string>> = {
  relic: 'Relic',
  shrine: 'Shrine',
  it: 'It',
  treasure: 'Treasure',
};

const announcements: Readonly<Record<string, (about: About) => string>> = {
  scored: ({ player, points }) =>
    `${player} brought the relic home: ${pointsOf(points)}. It is elsewhere now.`,
  moved: () => 'The relic was stuck. It and its shrine are elsewhere now.',
  finale: ({ points }) => `The last half minute: the relic is worth ${pointsOf(points)} now.`,
  found: ({ player, points }) =>
    `${player} found the treasure: ${pointsOf(points)}. The next one lies further on.`,
  tagged: ({ player, other }) => `${player} tagged ${other}. ${other} is it.`,
  itLeft: ({ player }) => `Whoever was it has left. ${player} is it.`,
};

export const game = {
  label: 'Game',
  modes,
  words,
  announcements,
  round: (round: number, rounds: number) => `Round ${round} of ${rounds}`,
  clock: (minutes: number, seconds: number) => `${minutes}:${String(seconds).padStart(2, '0')}`,
  timeLeft: 'Time left',
  waiting: (players: number) => (players === 1 ? 'Waiting for players' : `Waiting until ${players} are here`),
  countdown: 'Get ready',
  break: 'Break',
  over: 'Match over',
  paused: 'Paused',
  pausedText: 'The host has paused the game. Players can look around meanwhile.',
  scores: 'Scores',
  scoresTitle: 'Show or hide the scores',
  player: 'Player',
  thisRound: 'Round',
  total: 'Points',
  left: 'left',
  you: 'you',
  team: (team: number) => `Team ${team}`,
  roundWon: (names: readonly string[]) => `The round goes to ${listOf(names)}`,
  matchWon: (names: readonly string[]) =>
    names.length === 1 ? `${names[0]} wins the match` : `A tie: ${listOf(names)}`,
  alone: (name: string, points: number) => `${name}: ${pointsOf(points)}`,
  nobodyScored: 'Nobody scored',
  nextRound: (seconds: number) => `The next round is in ${seconds}`,
  nextMatch: (seconds: number) => `The next match is in ${seconds}`,
  record: (name: string, score: number) => `Best in this room: ${name}, ${pointsOf(score)}`,
  compass: (what: string, metres: number, degrees: number, side: string) =>
    `${what}: ${metres} m, bearing ${degrees}°, ${side}`,
  bearing: (degrees: number) => `${degrees}°`,
  metres: (metres: number) => `${metres} m`,
  says: {
    countdown: (round: number, rounds: number, seconds: number | undefined) =>
      `Round ${round} of ${rounds} begins ${seconds === undefined ? 'soon' : `in ${seconds} ${plural(seconds, 'second', 'seconds')}`}`,
    round: 'Go!',
    roundOver: (result: string) => `Time is up. ${result}.`,
    waiting: 'The match is off: too few players are left.',
    paused: 'The host has paused the game',
    resumed: 'The game goes on',
  },
  bots: {
    label: 'Bots',
    title: 'Who plays in seats that nobody has',
    none: 'No bots',
    levels: { easy: 'Easy', normal: 'Normal', hard: 'Hard' },
    play: 'Play with bots',
    playTitle: 'Fill the free seats with bots until somebody comes',
  },
  commands: {
    pause: 'Pause',
    pauseTitle: 'Have the world stand still for everybody',
    resume: 'Resume',
    resumeTitle: 'Have the world go on',
    reset: 'Reset',
    resetTitle: 'Begin this round anew',
    start: 'Start now',
    startTitle: 'Begin without waiting',
  },
} as const;
