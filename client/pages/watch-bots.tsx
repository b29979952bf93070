import { type ReadonlySignal, useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { createRoom, listModes } from '../connection/server-api.ts';
import { keepInvites } from '../invites.ts';
import { texts } from '../texts.ts';

/** Games that bots play, the ones that are best to watch first. */
const watchedModes = ['relic-rush', 'tag'];
/** Bots that play; the fifth seat is for whoever wants to join in. */
const bots = 4;

/** Creates a public room in which bots play, and returns the path to watch it. */
async function openRoom(): Promise<string> {
  const offered = await listModes();
  const room = await createRoom({
    name: texts.lobby.watchBots.room,
    mode: watchedModes.find((name) => offered.some((mode) => mode.name === name)),
    seats: bots + 1,
    access: 'public',
    bots: { count: bots, level: 'normal' },
  });
  keepInvites(room.id, room);
  return room.watchLink;
}

export interface WatchBotsProps {
  hidden: ReadonlySignal<boolean>;
  /** Navigates to a path of this site. */
  go(path: string): void;
}

/** Opens a public room in which bots play, to watch: nobody finds a lobby with nothing to see. */
export function WatchBots({ hidden, go }: WatchBotsProps): JSX.Element {
  const words = texts.lobby.watchBots;
  const busy = useSignal(false);
  const failed = useSignal(false);

  async function open(): Promise<void> {
    busy.value = true;
    failed.value = false;
    try {
      go(await openRoom());
    } catch {
      failed.value = true;
    } finally {
      busy.value = false;
    }
  }

  return (
    <div class="watch-bots" hidden={hidden}>
      <button type="button" data-testid="watch-bots" disabled={busy} onClick={() => void open()}>
        {words.open}
      </button>
      <p class="error" role="alert" hidden={!failed.value}>
        {failed.value && words.failed}
      </p>
    </div>
  );
}
