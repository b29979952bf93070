import type { InviteLinks, Role } from '../../shared/messages.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { keepLinks, linksOf, type RoomLinks } from '../room-links.ts';
import { texts } from '../texts.ts';

interface RoomDoorOptions {
  readonly roomId: string;
  readonly role: Role;
  /** The invite from the address. */
  readonly token: string | undefined;
  readonly session: () => Pick<RoomSession, 'requests' | 'roomState'>;
  readonly say: (sentence: string) => void;
}

/** Who may come into the room, as far as its page decides: the links to send, and what a host makes of lock and invites. */
export class RoomDoor {
  readonly links: RoomLinks;
  readonly #options: RoomDoorOptions;
  #revoking = false;

  constructor(options: RoomDoorOptions) {
    this.#options = options;
    this.links = linksOf(options.roomId, options.role, options.token);
  }

  toggleLock(): void {
    const { requests, roomState } = this.#options.session();
    requests.command({ command: roomState?.locked ? 'unlock' : 'lock' });
  }

  /** Asks for new invites, after which none of those made so far is good. */
  revoke(): void {
    this.#options.session().requests.command({ command: 'revoke' });
    this.#revoking = true;
  }

  /** The invites of the room's host, as they are now. */
  take(invites: InviteLinks): void {
    const { roomId, role, token, say } = this.#options;
    keepLinks(roomId, invites);
    Object.assign(this.links, linksOf(roomId, role, token));
    if (this.#revoking) say(texts.toolbar.revoked);
    this.#revoking = false;
  }
}
