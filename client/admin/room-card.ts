import type { AdminMember, AdminRoom } from '../../shared/admin.ts';
import { button, element } from '../dom/element.ts';
import { type Keyed, KeyedList, setText } from '../dom/keyed-list.ts';
import { texts } from '../texts.ts';
import { Figures } from './figures.ts';

export interface RoomCardHandlers {
  close(room: AdminRoom): void;
  putOut(room: AdminRoom, member: AdminMember): void;
}

/** A room: its measurements, its members, and the actions of an administrator. */
export class RoomCard implements Keyed<AdminRoom> {
  readonly root: HTMLElement;
  readonly #figures = new Figures(texts.admin.room);
  readonly #members: KeyedList<AdminMember>;
  readonly #place = element('span', { class: 'quiet-text' });

  constructor(room: AdminRoom, handlers: RoomCardHandlers) {
    const { admin } = texts;
    const { name } = room;
    this.#members = new KeyedList(
      element('ul', { class: 'admin-rows', 'aria-label': admin.members(name) }),
      ({ id }) => id,
      (member) => memberRow(name, member, () => handlers.putOut(room, member)),
    );
    const close = { class: 'quiet', 'aria-label': admin.closeRoomOf(name), 'data-testid': 'close-room' };
    this.root = element(
      'article',
      { class: 'admin-card', 'data-testid': 'admin-room', 'data-room': room.id, 'aria-label': name },
      element(
        'header',
        {},
        element('h3', {}, name),
        this.#place,
        button(admin.closeRoom, close, () => handlers.close(room)),
      ),
      this.#figures.root,
      this.#members.root,
    );
  }

  update(room: AdminRoom): void {
    const { admin } = texts;
    const tick = Object.values(room.milliseconds).reduce((sum, stage) => sum + stage, 0);
    setText(this.#place, admin.roomPlace(room.world, room.access));
    this.#figures.update({
      tick: String(room.ticks),
      players: admin.of(room.players, room.seats),
      spectators: String(room.spectators),
      attainment: admin.percent(room.deadlineAttainment),
      missed: admin.missed(room.missedTicks, room.undrawnTicks),
      load: admin.milliseconds(tick),
      keyframes: String(room.keyframes),
      faults: String(room.faults),
    });
    this.#members.update(room.members);
  }
}

function memberRow(room: string, { id, name }: AdminMember, putOut: () => void): Keyed<AdminMember> {
  const { admin } = texts;
  const tags = element('span', { class: 'quiet-text' });
  const attributes = { class: 'quiet', 'aria-label': admin.putOutOf(name, room), 'data-testid': 'put-out' };
  return {
    root: element(
      'li',
      { 'data-testid': 'admin-member', 'data-session-id': id },
      element('span', { class: 'admin-name', dir: 'auto' }, name),
      tags,
      button(admin.putOut, attributes, putOut),
    ),
    update({ role, waiting, connected, host }) {
      const words = [
        ...(host ? [admin.host] : []),
        waiting ? admin.waiting : admin.roles[role],
        ...(connected ? [] : [admin.away]),
      ];
      setText(tags, words.join(', '));
    },
  };
}
