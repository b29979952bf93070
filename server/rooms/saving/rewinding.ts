import { StoreError } from '../../contracts/store-error.ts';
import type { RoomClock } from '../room-clock.ts';
import type { RoomContext } from '../room-context.ts';
import { mirrorMatch } from '../sync/match-mirror.ts';
import { mirror } from '../sync/state-mirror.ts';
import type { RoomSaving } from './room-saving.ts';

interface Parts {
  readonly saving: RoomSaving;
  readonly loop: RoomClock;
}

/**
 * Puts a room back to a saved moment while people are in it. Their future is kept as a snapshot. The room's epoch
 * grows, so that what was still under way for that future is refused.
 *
 * @throws StoreError if the moment cannot be read; then the room plays on as it is
 */
export async function rewind(context: RoomContext, { saving, loop }: Parts, moment: number): Promise<void> {
  const { id, world, memory, services, state, roster, events, tell, log } = context;
  const store = services.saves?.store;
  if (store === undefined || memory.replace === undefined) {
    throw new StoreError({ code: 'saving-off', values: {} });
  }
  const opened = await store.open(id, { snapshot: moment });
  if (opened === undefined) throw new StoreError({ code: 'no-such-slot', values: {} });
  await saving.keep('rewound');
  await loop.stop();
  const { tick } = world.state;
  try {
    const epoch = await store.rewind(id, moment);
    await memory.replace(opened.memory);
    world.restore(opened.world);
    saving.rewound(epoch);
    context.absent.returnAll(roster, opened.members);
    state.epoch = epoch;
    const seconds = Math.max(0, Math.round((tick - opened.world.state.tick) / world.manifest.view.rate));
    for (const member of roster) tell(member.id, { code: 'room-rewound', values: { seconds } });
    log.info({ epoch, tick: opened.world.state.tick }, 'rewound');
    mirror(world.state, state);
    mirrorMatch(world, state.match);
  } finally {
    if (roster.anyConnected) loop.start();
    events.emit('membersChanged');
  }
}
