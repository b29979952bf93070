import { ServerError } from '@colyseus/core';
import type { z } from 'zod';
import { reasonText } from '../../../shared/notices/notice.ts';
import { closeCodes } from '../../../shared/protocol/close-codes.ts';
import { StoreError } from '../../contracts/store-error.ts';
import type { ReopenedRoom } from '../../store/whole-room.ts';
import type { LogEntry } from '../../world/log/log-player.ts';
import { modeNamed } from '../../world/modes/modes.ts';
import type { roomPlanSchema } from '../room-plan.ts';
import type { RoomServices } from '../room-services.ts';

/** Code of the error with which a room is not reopened because it cannot be read: HTTP's. */
export const unusableSave = 503;

/** A moment of a room, and what happened since. */
export interface Past {
  start: ReopenedRoom;
  log: LogEntry[];
}

type Plan = z.output<typeof roomPlanSchema>;

/**
 * The plan of a room: the given one, or for a saved room that goes on the one that it was created with.
 *
 * @throws ServerError if there is no such room, it cannot be read, or its game mode is not one of this server's
 */
export async function savedPlan(
  plan: Plan,
  { saves }: Pick<RoomServices, 'saves'>,
): Promise<{ plan: Plan; reopened: ReopenedRoom | undefined; past?: Past }> {
  const { reopen } = plan;
  if (reopen === undefined) return { plan, reopened: undefined };
  const replay = saves?.replayOf(reopen);
  if (replay !== undefined) {
    const past = await saves?.store.replay(replay.room, replay.moment).catch(unusable);
    if (past === undefined) throw gone();
    // Nobody has a body in the past.
    return {
      plan: { ...past.start.about.plan, seats: 0, access: 'link', pace: 'real-time', reopen },
      reopened: undefined,
      past,
    };
  }
  const reopened = await saves?.reopen(reopen).catch(unusable);
  if (reopened === undefined) throw gone();
  if (modeNamed(reopened.about.plan.mode) === undefined) {
    await saves?.store.release(reopen).catch(() => {});
    throw gone();
  }
  return { plan: { ...reopened.about.plan, pace: 'real-time', reopen }, reopened };
}

function unusable(error: unknown): never {
  if (!(error instanceof StoreError)) throw error;
  throw new ServerError(unusableSave, reasonText(error.refusal));
}

function gone(): ServerError {
  return new ServerError(closeCodes.roomGone, reasonText({ code: 'room-gone', values: {} }));
}
