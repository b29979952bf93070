/**
 * Measures what a view of a walking player costs on the wire to Triton and back, by the size of its picture, and how long
 * it takes: node e2e/services/measure-wire.ts
 */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { endBySignals, endWithProcess } from '../end-with-process.ts';
import type { PlayedTick } from './triton-play.ts';
import { TritonServer } from './triton-server.ts';

/** Views before those that are measured, in which the world's pictures go over, and those. */
const [settling, measured] = [120, 120];
const period = 166;
const deadline = 5_000;

endBySignals();
const triton = await TritonServer.start();
for (const size of ['256x144', '384x216', '512x288']) {
  const program = resolve(import.meta.dirname, 'triton-play.ts');
  const given = [program, triton.address, '1', String(period), String(deadline), size];
  const child = spawn(process.execPath, given, { stdio: ['pipe', 'pipe', 'inherit'] });
  endWithProcess(child);
  const ticks: PlayedTick[] = [];
  for await (const line of createInterface(child.stdout)) {
    ticks.push(JSON.parse(line));
    if (ticks.length === settling + measured + 1) child.stdin.end();
  }
  const [from, to] = [ticks[settling], ticks[settling + measured]];
  const views = to.remote - from.remote;
  const per = (name: 'sent' | 'received') => Math.round((to[name] - from[name]) / views);
  const times = ticks.slice(settling + 1).map(({ milliseconds }) => milliseconds);
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)];
  const late = to.late - from.late;
  console.log(JSON.stringify({ size, views, late, sent: per('sent'), received: per('received'), median }));
}
await triton.close();
