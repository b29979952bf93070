import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** Milliseconds between two polls for the next tick. */
const pollEvery = 5;

const healthSchema = z.object({
  residentBytes: z.number(),
  rooms: z.array(
    z.object({
      id: z.string().optional(),
      ticks: z.number(),
      missedTicks: z.number(),
      dueTicks: z.number(),
      deadlinesMet: z.number(),
      keyframes: z.number(),
    }),
  ),
});

/** Health of a server and of one of its public rooms; counts are since the room began. */
export interface ServerHealth {
  residentBytes: number;
  ticks: number;
  missedTicks: number;
  dueTicks: number;
  deadlinesMet: number;
  keyframes: number;
}

/** Reads GET /health. Throws if the room does not exist. */
export async function serverHealth(url: string, room: string): Promise<ServerHealth> {
  const answer = await fetch(new URL('/health', url));
  const { residentBytes, rooms } = healthSchema.parse(await answer.json());
  const found = rooms.find(({ id }) => id === room);
  if (found === undefined) throw new Error(`/health: there is no public room ${room}.`);
  return { residentBytes, ...found };
}

/**
 * Reads the health just after the room began a tick. Two such readings enclose whole ticks. Otherwise a tick
 * that is being drawn at either end would change the count by one.
 */
export async function healthAtTick(url: string, room: string): Promise<ServerHealth> {
  const before = await serverHealth(url, room);
  for (;;) {
    await sleep(pollEvery);
    const health = await serverHealth(url, room);
    if (health.dueTicks !== before.dueTicks) return health;
  }
}

/** `deadline_attainment` between two readings; NaN if no tick was due. */
export function attainment(before: ServerHealth, after: ServerHealth): number {
  return (after.deadlinesMet - before.deadlinesMet) / (after.dueTicks - before.dueTicks);
}
