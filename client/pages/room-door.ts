import type { InviteLinks, Role } from '../../shared/messages.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { InviteCard } from '../hud/invite-card.ts';
import { HostRequestCard } from '../people/host-requests.ts';
import { keepLinks, linksOf, type RoomLinks } from '../room-links.ts';
import { learnSiteAddresses } from '../site-address.ts';
import { texts } from '../texts.ts';

interface RoomDoorOptions {
  readonly roomId: string;
  readonly role: Role;
  /** The invite from the address. */
  readonly token: string | undefined;
  readonly session: () => Pick<RoomSession, 'requests' | 'roomState'>;
  readonly say: (sentence: string) => void;
  readonly notCopied: (link: string) => void;
}

/** Who may come into the room, as far as its page decides: the links to send, and what a host makes of lock and invites. */
export class RoomDoor {
  readonly links: RoomLinks;
  readonly card: InviteCard;
  readonly requests: HostRequestCard;
  readonly #options: RoomDoorOptions;
  #revoking = false;

  constructor(options: RoomDoorOptions) {
    this.#options = options;
    this.links = linksOf(options.roomId, options.role, options.token);
    this.card = new InviteCard({ links: this.links, say: options.say, notCopied: options.notCopied });
    this.requests = new HostRequestCard((command) => options.session().requests.command(command));
    void learnSiteAddresses();
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
    const { roomId, say } = this.#options;
    keepLinks(roomId, invites);
    if (this.#revoking) say(texts.toolbar.revoked);
    this.#revoking = false;
  }
}
