import type { About } from '../en/game.ts';
import { formatsFor } from '../formats.ts';

const { list: listOf, plural } = formatsFor('de');

const pointsOf = (points: number) => `${points} ${plural(points, 'Punkt', 'Punkte')}`;

/** Game modes by their names on the server: what they are called, and what to do in them. */
const modes: Readonly<Record<string, { title: string; summary: string }>> = {
  'relic-rush': {
    title: 'Reliktjagd',
    summary:
      'Schieb den Ball, das Relikt, in den Schrein: 5 Punkte. Jede Kugel: 1. Mauere andere mit Blöcken ein, mach ihnen die Türen vor der Nase zu. Auch allein gut.',
  },
  'relic-teams': {
    title: 'Reliktjagd im Team',
    summary: 'Reliktjagd für zwei Teams, die ihre Punkte zusammenzählen. Ab zwei Spielern.',
  },
  tag: {
    title: 'Fangen',
    summary:
      'Wer dran ist, läuft in jemanden hinein und gibt es weiter. Alle anderen bekommen einen Punkt pro Sekunde. Ab zwei Spielern.',
  },
  expedition: {
    title: 'Schatzsuche',
    summary:
      'Ein Schatz liegt 100 m weit draußen, wo noch niemand war. Der Kompass zeigt hin; wer zuerst da ist, bekommt 10 Punkte, und der nächste liegt noch weiter. Braucht einen Raum ohne Grenzen.',
  },
  'free-play': {
    title: 'Freies Spiel',
    summary: 'Keine Uhr und kein Ende. Schau dich um, bau etwas, sammle Kugeln.',
  },
};

/** Words that modes use for what they mark, and beside names. */
const words: Readonly<Record<string, string>> = {
  relic: 'Relikt',
  shrine: 'Schrein',
  it: 'Dran',
  treasure: 'Schatz',
};

const announcements: Readonly<Record<string, (about: About) => string>> = {
  scored: ({ player, points }) =>
    `${player} hat das Relikt heimgebracht: ${pointsOf(points)}. Es ist jetzt anderswo.`,
  moved: () => 'Das Relikt steckte fest. Es liegt jetzt anderswo, und sein Schrein auch.',
  finale: ({ points }) => `Die letzte halbe Minute: Das Relikt bringt jetzt ${pointsOf(points)}.`,
  found: ({ player, points }) =>
    `${player} hat den Schatz gefunden: ${pointsOf(points)}. Der nächste liegt weiter draußen.`,
  tagged: ({ player, other }) => `${player} hat ${other} gefangen. ${other} ist dran.`,
  itLeft: ({ player }) => `Wer dran war, ist weg. ${player} ist dran.`,
};

export const game = {
  label: 'Spiel',
  modes,
  words,
  announcements,
  round: (round: number, rounds: number) => `Runde ${round} von ${rounds}`,
  clock: (minutes: number, seconds: number) => `${minutes}:${String(seconds).padStart(2, '0')}`,
  timeLeft: 'Restzeit',
  waiting: (players: number) =>
    players === 1 ? 'Warten auf Spieler' : `Warten, bis ${players} Spieler da sind`,
  countdown: 'Mach dich bereit',
  break: 'Pause',
  over: 'Match vorbei',
  paused: 'Angehalten',
  pausedText: 'Der Host hat das Spiel angehalten. Umschauen geht weiter.',
  scores: 'Punktestand',
  scoresTitle: 'Punktestand zeigen oder verbergen',
  player: 'Spieler',
  thisRound: 'Runde',
  total: 'Punkte',
  left: 'weg',
  you: 'du',
  team: (team: number) => `Team ${team}`,
  roundWon: (names: readonly string[]) => `Die Runde geht an ${listOf(names)}`,
  matchWon: (names: readonly string[]) =>
    names.length === 1 ? `${names[0]} gewinnt das Match` : `Unentschieden: ${listOf(names)}`,
  alone: (name: string, points: number) => `${name}: ${pointsOf(points)}`,
  nobodyScored: 'Niemand hat gepunktet',
  nextRound: (seconds: number) => `Nächste Runde in ${seconds}`,
  nextMatch: (seconds: number) => `Nächstes Match in ${seconds}`,
  record: (name: string, score: number) => `Rekord in diesem Raum: ${name}, ${pointsOf(score)}`,
  compass: (what: string, metres: number, degrees: number, side: string) =>
    `${what}: ${metres} m, Peilung ${degrees}°, ${side}`,
  bearing: (degrees: number) => `${degrees}°`,
  metres: (metres: number) => `${metres} m`,
  says: {
    countdown: (round: number, rounds: number, seconds: number | undefined) =>
      `Runde ${round} von ${rounds} beginnt ${seconds === undefined ? 'gleich' : `in ${seconds} ${plural(seconds, 'Sekunde', 'Sekunden')}`}`,
    round: 'Los!',
    roundOver: (result: string) => `Die Zeit ist um. ${result}.`,
    waiting: 'Das Match ist abgebrochen: Es sind zu wenige Spieler da.',
    paused: 'Der Host hat das Spiel angehalten',
    resumed: 'Das Spiel geht weiter',
  },
  bots: {
    label: 'Bots',
    title: 'Wer auf Plätzen spielt, die niemand hat',
    none: 'Keine Bots',
    levels: { easy: 'Leicht', normal: 'Mittel', hard: 'Schwer' },
    play: 'Mit Bots spielen',
    playTitle: 'Freie Plätze mit Bots besetzen, bis jemand kommt',
  },
  commands: {
    pause: 'Anhalten',
    pauseTitle: 'Die Welt für alle anhalten',
    resume: 'Weiter',
    resumeTitle: 'Die Welt weiterlaufen lassen',
    reset: 'Neu',
    resetTitle: 'Diese Runde neu beginnen',
    start: 'Sofort los',
    startTitle: 'Ohne Warten beginnen',
  },
} as const;
