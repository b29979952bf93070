import { limits } from '../../../server/world/statistics.ts';
import type { PhysicsFigures } from './physics.ts';
import type { LawFigures } from './physics-judge.ts';
import { physicsParameters } from './physics-settings.ts';

interface Column {
  title: string;
  cell(figures: LawFigures): string;
}

const figure = (value: number, digits: number) => (Number.isFinite(value) ? value.toFixed(digits) : '–');
const percent = (share: number, digits = 1) => figure(share * 100, digits);
const found = ({ met, found }: LawFigures['contacts']['wall']) => percent(found / met, 0);

const columns: readonly Column[] = [
  { title: 'step mm', cell: ({ step }) => figure(step.metres * 1000, 1) },
  { title: 'player %', cell: ({ open }) => percent(open.player) },
  { title: 'ball %', cell: ({ open }) => percent(open.ball) },
  { title: 'player m', cell: ({ far }) => figure(far.player, 2) },
  { title: 'ball m', cell: ({ far }) => figure(far.ball, 2) },
  { title: 'wall', cell: ({ contacts }) => found(contacts.wall) },
  { title: 'ground', cell: ({ contacts }) => found(contacts.ground) },
  { title: 'body', cell: ({ contacts }) => found(contacts.body) },
  { title: 'none', cell: ({ free }) => percent(free.turned / free.steps, 2) },
  { title: 'inside', cell: ({ violations }) => figure(violations, 4) },
  { title: 'bounce %', cell: ({ ball }) => percent(ball.bounce) },
  { title: 'roll %', cell: ({ ball }) => percent(ball.roll) },
  { title: 'gained %', cell: ({ ball }) => percent(ball.gained) },
];

/** The figures as a table for people, one law a line. */
export function describePhysics(physics: PhysicsFigures): string {
  const rows: [string, LawFigures][] = [
    ['default', physics.default],
    ['  walls from memory', physics.remembered],
    ['  the reference itself', physics.limitsAlone],
  ];
  for (const parameter of physicsParameters) {
    const [low, high] = physics.trained[parameter];
    const { inside, outside } = physics.parameters[parameter];
    const list = (values: readonly number[]) => values.map((value) => Number(value.toFixed(2))).join(' ');
    rows.push([`${parameter} ${low}–${high}: ${list(inside.values)}`, inside.figures]);
    rows.push([`  beyond: ${list(outside.values)}`, outside.figures]);
  }
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(width)}  ${cells.map((cell, i) => cell.padStart(columns[i].title.length)).join('  ')}`;
  const acted = limits
    .map((limit) => [limit, physics.default.limited[limit]] as const)
    .filter(([, share]) => share > 0)
    .map(([limit, share]) => `${limit} ${percent(share, 2)} %`);
  return [
    `physics: one step (mm; share of a moving body's step in the open), metres apart after ${physics.ticks} ticks, contacts`,
    'found of 100 (and changes of velocity where there was none), share of steps that end inside something, ball against',
    'reference ball',
    '',
    line(
      '',
      columns.map(({ title }) => title),
    ),
    ...rows.map(([name, figures]) =>
      line(
        name,
        columns.map(({ cell }) => cell(figures)),
      ),
    ),
    '',
    `limits that acted, share of steps under the default physics: ${acted.join(', ') || 'none'}`,
  ].join('\n');
}
