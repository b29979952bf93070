import type { JSX } from 'preact';
import type { AdminMember, AdminRoom } from '../../shared/admin.ts';
import { texts } from '../texts.ts';
import { Figures } from './figures.tsx';

export interface RoomCardProps {
  room: AdminRoom;
  close(): void;
  putOut(member: AdminMember): void;
}

/** A room: its measurements, its members, and the actions of an administrator. */
export function RoomCard({ room, close, putOut }: RoomCardProps): JSX.Element {
  const { admin } = texts;
  const tick = Object.values(room.milliseconds).reduce((sum, stage) => sum + stage, 0);
  return (
    <article class="admin-card" data-testid="admin-room" data-room={room.id} aria-label={room.name}>
      <header>
        <h3>{room.name}</h3>
        <span class="quiet-text">{admin.roomPlace(room.world, room.access)}</span>
        <button
          type="button"
          class="quiet"
          aria-label={admin.closeRoomOf(room.name)}
          data-testid="close-room"
          onClick={close}
        >
          {admin.closeRoom}
        </button>
      </header>
      <Figures
        labels={admin.room}
        values={{
          tick: String(room.ticks),
          players: admin.of(room.players, room.seats),
          spectators: String(room.spectators),
          attainment: admin.percent(room.deadlineAttainment),
          missed: admin.missed(room.missedTicks, room.undrawnTicks),
          load: admin.milliseconds(tick),
          keyframes: String(room.keyframes),
          faults: String(room.faults),
        }}
      />
      <ul class="admin-rows" aria-label={admin.members(room.name)}>
        {room.members.map((member) => (
          <MemberRow member={member} room={room.name} putOut={() => putOut(member)} key={member.id} />
        ))}
      </ul>
    </article>
  );
}

function MemberRow(props: { member: AdminMember; room: string; putOut(): void }): JSX.Element {
  const { admin } = texts;
  const { id, name, role, waiting, connected, host } = props.member;
  const words = [
    ...(host ? [admin.host] : []),
    waiting ? admin.waiting : admin.roles[role],
    ...(connected ? [] : [admin.away]),
  ];
  return (
    <li data-testid="admin-member" data-session-id={id}>
      <span class="admin-name" dir="auto">
        {name}
      </span>
      <span class="quiet-text">{words.join(', ')}</span>
      <button
        type="button"
        class="quiet"
        aria-label={admin.putOutOf(name, props.room)}
        data-testid="put-out"
        onClick={props.putOut}
      >
        {admin.putOut}
      </button>
    </li>
  );
}
