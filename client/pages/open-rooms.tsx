import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { RoomSummary, WorldSummary } from '../../shared/messages.ts';
import { modeTitle } from '../match/match-words.ts';
import { roomPaths } from '../room-links.ts';
import { texts } from '../texts.ts';
import { Icon } from '../ui/icon.tsx';
import type { ListedRooms } from './listed-rooms.ts';
import { RoomPicture } from './room-picture.tsx';
import { WatchBots } from './watch-bots.tsx';

export interface OpenRoomsProps {
  listed: ListedRooms;
  /** Navigates to a path of this site. */
  go(path: string): void;
}

/** The list of public rooms; `data-state` is loading, ready, empty or error. */
export function OpenRooms({ listed, go }: OpenRoomsProps): JSX.Element {
  const { state, message, rooms, worlds, at } = listed;
  const isSilent = useComputed(() => message.value === '');
  const isTaken = useComputed(() => state.value !== 'empty');
  return (
    <section class="open-rooms" aria-labelledby="rooms-heading" data-testid="open-rooms" data-state={state}>
      <h2 id="rooms-heading">{texts.lobby.rooms.heading}</h2>
      <p class="quiet-text" role="status" hidden={isSilent}>
        {message}
      </p>
      <WatchBots hidden={isTaken} go={go} />
      <ul class="room-list" data-testid="room-list">
        {rooms.value.map((room) => (
          <RoomCard
            room={room}
            world={worlds.value.find(({ name }) => name === room.world)}
            listed={at.value}
            key={room.id}
          />
        ))}
      </ul>
    </section>
  );
}

interface RoomCardProps {
  room: RoomSummary;
  world: WorldSummary | undefined;
  listed: number;
}

function RoomCard({ room, world, listed }: RoomCardProps): JSX.Element {
  const words = texts.lobby.rooms;
  const links = roomPaths(room.id);
  return (
    <li class="room-card" data-testid="room-card" data-room-id={room.id}>
      <RoomPicture room={room} world={world?.picture} listed={listed} />
      <div class="room-about">
        <h3 dir="auto">{room.name}</h3>
        <p class="room-world">{world?.title ?? room.world}</p>
        <p class="room-counts">
          <span>
            <Icon name="people" />
            {words.players(room.players, room.seats)}
          </span>
          <span data-testid="room-mode">
            <Icon name="flag" />
            {modeTitle(room.mode)}
          </span>
          {room.spectators > 0 && (
            <span>
              <Icon name="eye" />
              {words.spectators(room.spectators)}
            </span>
          )}
        </p>
      </div>
      <div class="room-actions">
        {room.players >= room.seats ? (
          <span class="tag" data-testid="room-full">
            {words.full}
          </span>
        ) : (
          <a
            class="button primary"
            href={links.play}
            aria-label={words.joinRoom(room.name)}
            data-testid="join-room"
          >
            {words.join}
          </a>
        )}
        <a
          class="button quiet"
          href={links.watch}
          aria-label={words.watchRoom(room.name)}
          data-testid="watch-room"
        >
          {words.watch}
        </a>
      </div>
    </li>
  );
}
