import { setTimeout as pause } from 'node:timers/promises';
import type { OpenRooms } from '../open-room.ts';

/** Seconds between two notices of a countdown. */
const noticeEvery = 5;

/** Gives all rooms up to other processes, side by side. A room that cannot be saved does not keep the others back. */
export async function handOverRooms(
  rooms: OpenRooms,
  failed: (room: string, error: unknown) => void,
): Promise<void> {
  const given = [...rooms].map(([id, room]) => room.handOver().catch((error: unknown) => failed(id, error)));
  await Promise.all(given);
}

/**
 * Saves all rooms before the server ends: tells people for so many seconds, if anybody is there, and then saves the
 * rooms one after the other. A room that cannot be saved does not keep the others back.
 */
export async function drainRooms(
  rooms: OpenRooms,
  seconds: number,
  failed: (room: string, error: unknown) => void,
  signal?: AbortSignal,
): Promise<void> {
  for (let left = seconds; left > 0 && !signal?.aborted; left -= noticeEvery) {
    const isHeard = [...rooms.values()].map((room) => room.tellEnd(Math.ceil(left))).some((heard) => heard);
    if (!isHeard) break;
    await pause(1000 * Math.min(left, noticeEvery), undefined, { signal }).catch(() => {});
  }
  for (const [id, room] of rooms) await room.save().catch((error: unknown) => failed(id, error));
}
