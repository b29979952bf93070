import type { BotRequest } from '../../../shared/bot.ts';
import type { HostClaims, InviteLinks, Role } from '../../../shared/messages.ts';
import { copyText } from '../../browser/clipboard.ts';
import type { RoomMessageListeners } from '../../connection/room-messages.ts';
import type { RoomSession } from '../../connection/room-session.ts';
import { LinksPanel } from '../../hud/links-panel.tsx';
import type { Panel } from '../../hud/menu/pad-panels.ts';
import { keepInvites } from '../../invites.ts';
import { HostClaimsPanel } from '../../people/host-claims.tsx';
import { readPreferences } from '../../preferences.ts';
import { inviteLink, learnAddresses, roomPaths } from '../../room-links.ts';
import { SavesPanel } from '../../saves/saves-panel.tsx';
import { texts } from '../../texts.ts';

interface RoomAccessOptions {
  readonly roomId: string;
  readonly session: () => Pick<RoomSession, 'send' | 'roomState'>;
  readonly say: (sentence: string) => void;
  /** Called if a link could not be copied, to show it. */
  readonly notCopied: (link: string) => void;
}

/** Access to the room: the links to share, and the host's lock, invites and hand-over of the host role. */
export class RoomAccess {
  /** Paths of the room's pages, for links to them. */
  readonly paths: ReturnType<typeof roomPaths>;
  readonly #options: RoomAccessOptions;
  readonly #panel: LinksPanel;
  readonly #claims: HostClaimsPanel;
  readonly #saves: SavesPanel;
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
    this.#saves = new SavesPanel((request) => options.session().send('saves', request));
    void learnAddresses().then(() => this.#panel.update());
  }

  /** The links and the saved moments, as a gamepad operates them. */
  get opened(): Panel[] {
    return [
      {
        ...{ root: this.#panel.root, isOpen: () => this.#panel.open },
        close: () => void this.#panel.toggle(),
      },
      {
        ...{ root: this.#saves.root, isOpen: () => this.#saves.open },
        close: () => this.#saves.hide(),
      },
    ];
  }

  /** Panels that lie over the picture. */
  get panels(): HTMLElement[] {
    return [this.#panel.root, this.#saves.root, this.#claims.root];
  }

  /** Shows or hides the links; returns whether they are shown now. */
  toggleLinks(): boolean {
    return this.#panel.toggle();
  }

  /** Shows or hides the saved moments; returns whether they are shown now. */
  toggleSaves(): boolean {
    return this.#saves.toggle();
  }

  /** What the room says to its host. */
  get messages(): Pick<RoomMessageListeners, 'invites' | 'hostClaims' | 'saves'> {
    return {
      invites: (links) => this.take(links),
      hostClaims: (claims) => this.asked(claims),
      saves: (answer) => this.#saves.take(answer),
    };
  }

  /** Copies the link of a role, and says who can open it. */
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

  /** Has bots fill seats that nobody wants. */
  askForBots(request: BotRequest): void {
    this.#options.session().send('host', { command: 'bots', ...request });
  }

  /** Requests new invites, which invalidates all former ones. */
  revoke(): void {
    this.#options.session().send('host', { command: 'revoke' });
    this.#revoking = true;
  }

  /** Takes the present invites from the room, as its host. */
  take(invites: InviteLinks): void {
    keepInvites(this.#options.roomId, invites);
    this.#panel.update();
    if (this.#revoking) this.#options.say(texts.toolbar.revoked);
    this.#revoking = false;
  }

  /** Members that ask this page's player for the host role. */
  asked(claims: HostClaims): void {
    this.#claims.show(claims);
  }

  /** Whether the page's player is host. */
  update(host: boolean): void {
    if (host) return;
    this.#claims.hide();
    this.#saves.hide();
  }
}
