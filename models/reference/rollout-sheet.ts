import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import sharp, { type OverlayOptions } from 'sharp';
import { z } from 'zod';
import { commandLine } from '../command-line.ts';
import { Bot } from './bot.ts';
import { Random } from './random.ts';
import { createFrame, type Frame, Renderer } from './rendering/renderer.ts';
import { Simulation } from './simulation.ts';
import { generateWorld } from './world.ts';

const usage = `
Writes a contact sheet: frames of bots at play, one world a row.

  node models/reference/rollout-sheet.ts --out sheet.png --seed 1 --rows 6 --columns 5 --gap 24`;

const optionsSchema = z.strictObject({
  out: z.string().min(1, 'must be a .png file to write'),
  seed: z.coerce.number().int().min(0).default(1),
  rows: z.coerce.number().int().min(1).max(20).default(6),
  columns: z.coerce.number().int().min(1).max(20).default(5),
  /** Ticks between two frames of a row. */
  gap: z.coerce.number().int().min(1).default(24),
  players: z.coerce.number().int().min(1).max(8).default(4),
  scale: z.coerce.number().min(0.25).max(4).default(1),
});

const view = { width: 256, height: 144, focal: 176 };

const options = commandLine(optionsSchema, usage);
const tiles: OverlayOptions[] = [];
for (let row = 0; row < options.rows; row++) {
  const frames = rollout(options.seed + row, row / Math.max(1, options.rows - 1), (row % 3) * 0.3);
  for (const [column, frame] of frames.entries()) {
    const input = await sharp(interleave(frame), {
      raw: { width: view.width, height: view.height, channels: 3 },
    })
      .png()
      .toBuffer();
    tiles.push({ input, left: column * view.width, top: row * view.height });
  }
}
await mkdir(path.dirname(options.out), { recursive: true });
const width = options.columns * view.width;
const sheet = await sharp({
  create: { width, height: options.rows * view.height, channels: 3, background: '#000' },
})
  .composite(tiles)
  .png()
  .toBuffer();
await sharp(sheet)
  .resize(Math.round(width * options.scale))
  .png()
  .toFile(options.out);

function rollout(seed: number, timeOfDay: number, fog: number): Frame[] {
  const world = generateWorld(seed);
  const simulation = new Simulation(world, { players: options.players, seed });
  const renderer = new Renderer(world, view);
  const random = new Random(seed);
  const bots = simulation.players.map(() => new Bot(random));
  return Array.from({ length: options.columns }, () => {
    for (let tick = 0; tick < options.gap; tick++) {
      simulation.step(bots.map((bot, i) => bot.act(simulation, i)));
    }
    const frame = createFrame(view);
    renderer.render(simulation.camera(0), simulation.entities(0), { timeOfDay, fog }, frame);
    return frame;
  });
}

function interleave(frame: Frame): Buffer {
  const pixels = view.width * view.height;
  return Buffer.from(
    Uint8Array.from({ length: 3 * pixels }, (_, i) => frame.rgb[(i % 3) * pixels + Math.floor(i / 3)]),
  );
}
