import { Bot } from '../../../server/bots/bot.ts';
import type { Generator } from '../../../server/generation/generator.ts';
import { RoomMemory } from '../../../server/memory/room-memory.ts';
import type { Pack } from '../../../server/pack/pack.ts';
import { modeNamed } from '../../../server/world/modes/modes.ts';
import { World } from '../../../server/world/world.ts';
import type { BotLevel } from '../../../shared/bot.ts';
import { seedRanges } from '../../reference/seed-ranges.ts';
import { heldOutWorld } from '../rollout/held-out.ts';

/** Modes that bots are measured in. */
type BotMode = 'relic-rush' | 'tag';

export interface BotMatchFigures {
  matches: number;
  /** Matches that ended with a score of anybody. */
  scored: number;
  /** Matches that the better one won, and those in which both had the same. */
  won: number;
  drawn: number;
  /** Mean points of a match. */
  points: { better: number; worse: number };
  /** Milliseconds of a bot's tick: mean and 99th percentile. */
  milliseconds: { mean: number; p99: number };
}

interface BotMatchOptions {
  matches: number;
  better: BotLevel;
  worse: BotLevel;
  progress?: (line: string) => void;
}

export interface BotFigures {
  /** Levels that play against each other. */
  better: BotLevel;
  worse: BotLevel;
  modes: Record<BotMode, BotMatchFigures>;
}

/** Hard bots against easy ones. */
export async function measureBots(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  options: Omit<BotMatchOptions, 'better' | 'worse'>,
): Promise<BotFigures> {
  const levels = { better: 'hard', worse: 'easy' } as const;
  const play = (mode: BotMode) => measureBotMatches(pack, generator, mode, { ...levels, ...options });
  return { ...levels, modes: { 'relic-rush': await play('relic-rush'), tag: await play('tag') } };
}

/** Most ticks of a match, so that one that never ends is a fault and no endless loop. */
const mostTicks = 20_000;

/** Two bots of different levels play matches in held-out worlds, by the engine's own ticks; nobody watches. */
async function measureBotMatches(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  mode: BotMode,
  { matches, better, worse, progress = () => {} }: BotMatchOptions,
): Promise<BotMatchFigures> {
  const figures = { matches: 0, scored: 0, won: 0, drawn: 0, points: { better: 0, worse: 0 } };
  const times: number[] = [];
  for (let match = 0; match < matches; match++) {
    const points = await playMatch(pack, generator, mode, { match, better, worse, times });
    figures.matches++;
    if (points.better + points.worse > 0) figures.scored++;
    if (points.better > points.worse) figures.won++;
    if (points.better === points.worse) figures.drawn++;
    figures.points.better += points.better / matches;
    figures.points.worse += points.worse / matches;
    progress(`${mode} ${match + 1}: ${better} ${points.better}, ${worse} ${points.worse}`);
  }
  times.sort((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return { ...figures, milliseconds: { mean, p99: times[Math.floor(0.99 * times.length)] } };
}

interface MatchOptions {
  match: number;
  better: BotLevel;
  worse: BotLevel;
  times: number[];
}

async function playMatch(
  pack: Pack,
  generator: Pick<Generator, 'generate' | 'move'>,
  mode: BotMode,
  { match, better, worse, times }: MatchOptions,
): Promise<{ better: number; worse: number }> {
  const { manifest } = pack;
  const { worldSeed, seed } = heldOutWorld(firstWorld + match, manifest.view);
  const roomSeed = 20_000 + match;
  const world = new World({
    ...{ pack, seed: worldSeed, generator, roomSeed },
    memory: new RoomMemory(manifest),
    mode: modeNamed(mode),
    room: `bots-${seed}`,
  });
  // Who comes first has the better start, sometimes.
  const order = match % 2 === 0 ? (['better', 'worse'] as const) : (['worse', 'better'] as const);
  const bots = order.map((id) => {
    world.join(id, id);
    return new Bot(world, id, { level: id === 'better' ? better : worse, roomSeed });
  });
  for (let tick = 0; tick < mostTicks && world.match.phase !== 'over'; tick++) {
    for (const bot of bots) {
      const began = performance.now();
      const action = bot.act();
      times.push(performance.now() - began);
      world.setInput(bot.id, { sequence: tick + 1, action });
    }
    await world.advance();
  }
  if (world.match.phase !== 'over') throw new Error(`match ${match} of ${mode} did not end`);
  const pointsOf = (id: string) => world.match.standings.find((one) => one.id === id)?.score ?? 0;
  world.close();
  return { better: pointsOf('better'), worse: pointsOf('worse') };
}

/** Number of the first held-out world of these. */
const firstWorld = seedRanges.heldOut + 300;
