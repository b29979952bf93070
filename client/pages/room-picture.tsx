import { useSignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { RoomSummary } from '../../shared/messages.ts';
import { texts } from '../texts.ts';

export interface RoomPictureProps {
  room: RoomSummary;
  /** Path of the picture of the room's world, if there is one. */
  world: string | undefined;
  /** Changes whenever the room was listed: its thumbnail may be another one at the same address. */
  listed: number;
}

/**
 * A room's thumbnail in the lobby, renewed with each update; until there is one, the picture of its world.
 */
export function RoomPicture({ room, world, listed }: RoomPictureProps): JSX.Element {
  const live = useSignal<string | undefined>(undefined);
  const { thumbnail } = room;

  useEffect(() => {
    if (thumbnail === undefined) {
      live.value = undefined;
      return;
    }
    let over = false;
    const next = new Image();
    // Otherwise the browser would show its cached image of this address.
    next.src = `${thumbnail}?at=${listed}`;
    next.decode().then(
      () => {
        if (!over) live.value = next.src;
      },
      // The room ended meanwhile. The next list does not contain it.
      () => undefined,
    );
    return () => {
      over = true;
    };
  }, [thumbnail, listed]);

  const isLive = live.value !== undefined;
  return (
    <div
      class="room-picture"
      data-testid="room-picture"
      hidden={thumbnail === undefined && world === undefined}
    >
      <img
        alt={isLive ? texts.lobby.rooms.picture(room.name) : ''}
        decoding="async"
        src={live.value ?? (thumbnail === undefined ? world : undefined)}
      />
      <span class="live-tag" hidden={!isLive}>
        {texts.lobby.rooms.live}
      </span>
    </div>
  );
}
