import type { z } from 'zod';
import type { Reason } from '../../../shared/notices/notice.ts';
import { mostSlots, type SaveAnswer, type saveRequestSchema } from '../../../shared/saves.ts';
import { StoreError } from '../../contracts/store-error.ts';
import { inviteLinks } from '../members/invite-links.ts';
import type { Member } from '../members/roster.ts';
import type { RoomClock } from '../room-clock.ts';
import type { RoomContext } from '../room-context.ts';
import { rewind } from './rewinding.ts';
import { newRoomId } from './room-id.ts';
import type { RoomSaving } from './room-saving.ts';

type Request = z.output<typeof saveRequestSchema>;

/** Does what a host asks of the saved moments of the room, one request after the other. */
export class SaveRequests {
  readonly #context: RoomContext;
  readonly #saving: () => RoomSaving | undefined;
  readonly #loop: () => RoomClock;
  #tail: Promise<void> = Promise.resolve();

  /** The saving and the loop are made after the handlers. */
  constructor(context: RoomContext, parts: { saving(): RoomSaving | undefined; loop(): RoomClock }) {
    this.#context = context;
    this.#saving = parts.saving;
    this.#loop = parts.loop;
  }

  perform(member: Member, request: Request): Reason | undefined {
    const saving = this.#saving();
    if (saving === undefined) return { code: 'saving-off', values: {}, field: 'saves' };
    this.#tail = this.#tail
      .then(() => this.#perform(member, request, saving))
      .catch((error: unknown) => this.#refuse(member, error));
    return undefined;
  }

  async #perform(member: Member, request: Request, saving: RoomSaving): Promise<void> {
    const { id, services, tell } = this.#context;
    const saves = services.saves;
    if (saves === undefined) return;
    switch (request.ask) {
      case 'list':
        break;
      case 'keep': {
        const slots = (await saves.store.slots(id)).filter(({ kind }) => kind === 'slot');
        if (slots.length >= mostSlots && !slots.some(({ name }) => name === request.name)) {
          throw new StoreError({ code: 'slots-full', values: { maximum: mostSlots } });
        }
        await saving.keep('slot', request.name);
        tell(member.id, { code: 'moment-kept', values: { name: request.name } });
        break;
      }
      case 'rewind':
        await rewind(this.#context, { saving, loop: this.#loop() }, request.moment);
        break;
      case 'branch': {
        const room = newRoomId();
        saves.add(room, await saves.store.branch(id, request.moment, room));
        const { hostLink, playLink } = await inviteLinks(services.invites, room, 0);
        answer(member, { about: 'branch', room, hostLink, playLink });
        break;
      }
      case 'replay': {
        const room = newRoomId();
        saves.addReplay(room, id, request.moment);
        const { watchLink } = await inviteLinks(services.invites, room, 0);
        answer(member, { about: 'replay', room, watchLink });
        break;
      }
      case 'forget':
        await saves.store.forget(id, [request.moment]);
    }
    await this.#list(member);
  }

  async #list(member: Member): Promise<void> {
    const { id, services } = this.#context;
    const slots = (await services.saves?.store.slots(id)) ?? [];
    const token = await services.invites.signExport(id);
    answer(member, {
      about: 'moments',
      archive: `/api/rooms/${id}/save?token=${token}`,
      moments: slots.map(({ id: slot, name, kind, tick, made }) => ({
        ...{ id: slot, name, kind, tick, made },
        picture: `/api/rooms/${id}/saves/${slot}/picture?token=${token}`,
      })),
    });
  }

  #refuse(member: Member, error: unknown): void {
    if (!(error instanceof StoreError)) this.#context.journal.fault('saves', error);
    const refusal =
      error instanceof StoreError ? error.refusal : { code: 'store-failing' as const, values: {} };
    if (member.connected) member.line.send('notice', { level: 'warning', field: 'saves', ...refusal });
  }
}

/** Whoever has dropped meanwhile hears nothing. */
function answer(member: Member, message: SaveAnswer): void {
  if (member.connected && !member.expelled) member.line.send('saves', message);
}
