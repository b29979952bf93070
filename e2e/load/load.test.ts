import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { until } from '../until.ts';
import { childrenOf } from './main-thread.ts';

const program = join(import.meta.dirname, 'load.ts');
const loadSchema = z.object({
  main: z.number().positive(),
  threads: z.number().positive(),
  media: z.number().positive(),
  memory: z.number().min(100),
  network: z.number().positive(),
  views: z.number().positive(),
  receivers: z.int(),
  pictures: z.number().positive(),
  lost: z.number(),
});

test('two rooms with players and spectators are measured, each of whom receives pictures', async () => {
  const asked = ['--rooms', '2', '--players', '1', '--spectators', '2'];
  const given = [program, ...asked, '--settling', '2', '--seconds', '4', '--json'];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, given);
  expect(stderr).toContain('2 rooms of 1 players and 2 spectators');
  const { rooms } = z.object({ rooms: z.tuple([loadSchema]) }).parse(JSON.parse(stdout));
  expect(rooms[0].receivers).toBe(6);
  expect(rooms[0].lost).toBeLessThan(0.05);
  // One load is too few for a model.
  expect(stderr).not.toContain('Fitted');
});

test('a signal ends the command together with its server', async () => {
  const load = spawn(process.execPath, [program, '--rooms', '1', '--settling', '300'], { stdio: 'ignore' });
  const ended = once(load, 'exit');
  const servers = await until('the server runs', async () => {
    const found = await childrenOf(load.pid ?? 0, 'load-server.ts');
    return found.length > 0 && found;
  });
  load.kill('SIGTERM');
  expect(await ended).toEqual([143, null]);
  await until('the server has ended', () => servers.every((server) => !isRunning(server)));
});

test('an option that cannot be is told', async () => {
  const ending = promisify(execFile)(process.execPath, [program, '--rooms', '1', '--players', '9']);
  await expect(ending).rejects.toThrow(/--players/);
});

function isRunning(processId: number): boolean {
  try {
    return process.kill(processId, 0);
  } catch {
    return false;
  }
}
