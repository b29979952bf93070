import type { Member } from '../members/roster.ts';
import type { RoomContext } from '../room-context.ts';

/** Refuses inputs of a future that was taken back. Each member is told once for each epoch, because many are under way. */
export class LateInputs {
  readonly #context: Pick<RoomContext, 'state'>;
  readonly #told = new WeakMap<Member, number>();

  constructor(context: Pick<RoomContext, 'state'>) {
    this.#context = context;
  }

  refuse(member: Member): void {
    const { epoch } = this.#context.state;
    if (this.#told.get(member) === epoch) return;
    this.#told.set(member, epoch);
    member.line.send('notice', { level: 'info', field: 'input.epoch', code: 'old-future', values: {} });
  }
}
