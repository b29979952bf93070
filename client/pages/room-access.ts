import type { HostClaims, InviteLinks, Role } from '../../shared/messages.ts';
import { copyText } from '../browser/clipboard.ts';
import type { RoomSession } from '../connection/room-session.ts';
import { LinksPanel } from '../hud/links-panel.ts';
import { keepInvites } from '../invites.ts';
import { HostClaimsPanel } from '../people/host-claims.ts';
import { readPreferences } from '../preferences.ts';
import { inviteLink, learnAddresses, roomPaths } from '../room-links.ts';
import { texts } from '../texts.ts';

interface RoomAccessOptions {
  readonly roomId: string;
  readonly session: () => Pick<RoomSession, 'send' | 'roomState'>;
  readonly say: (sentence: string) => void;
  /** A link could not be copied: it is to be shown. */
  readonly notCopied: (link: string) => void;
}

/** Who may come into the room, as far as its page decides: the links to send, and what a host makes of lock, invites and its role. */
export class RoomAccess {
  /** Addresses of the room's pages, for links of this page to them. */
  readonly paths: ReturnType<typeof roomPaths>;
  readonly #options: RoomAccessOptions;
  readonly #panel: LinksPanel;
  readonly #claims: HostClaimsPanel;
  #revoking = false;

  constructor(options: RoomAccessOptions) {
    this.#options = options;
    const { roomId } = options;
    this.paths = roomPaths(roomId);
    this.#panel = new LinksPanel({
      link: (role) => inviteLink(roomId, role),
      copy: (role) => void this.copy(role),
    });
    this.#claims = new HostClaimsPanel((member, allow) =>
      options.session().send('host', { command: 'answerClaim', member, allow }),
    );
    void learnAddresses().then(() => this.#panel.update());
  }

  /** What lies over the picture. */
  get panels(): HTMLElement[] {
    return [this.#panel.root, this.#claims.root];
  }

  /** Shows or hides the links; whether they are shown now. */
  toggleLinks(): boolean {
    return this.#panel.toggle();
  }

  /** Copies the link of a role, and says how far it reaches. */
  async copy(role: Role): Promise<void> {
    const { roomId, say, notCopied } = this.#options;
    const link = inviteLink(roomId, role);
    if (link === undefined) return;
    const { links } = texts;
    const hidden = readPreferences().hideLinks;
    if (await copyText(link.url)) say(links.copiedReach[link.reach](links.copied[role]));
    else if (hidden) say(links.notCopied);
    else notCopied(link.url);
  }

  toggleLock(): void {
    const session = this.#options.session();
    session.send('host', { command: session.roomState?.locked ? 'unlock' : 'lock' });
  }

  /** Asks for new invites, after which none of those made so far is good. */
  revoke(): void {
    this.#options.session().send('host', { command: 'revoke' });
    this.#revoking = true;
  }

  /** The invites of the room's host, as they are now. */
  take(invites: InviteLinks): void {
    keepInvites(this.#options.roomId, invites);
    this.#panel.update();
    if (this.#revoking) this.#options.say(texts.toolbar.revoked);
    this.#revoking = false;
  }

  /** Who asks this page's player for the role of the host. */
  asked(claims: HostClaims): void {
    this.#claims.show(claims);
  }

  /** Whether the page's player is host. */
  update(host: boolean): void {
    if (!host) this.#claims.hide();
  }
}
