import type { EmoteName, ShownEmote } from '../../../shared/emote.ts';
import type { RoomState } from '../../../shared/state.ts';
import type { RoomSession } from '../../connection/room-session.ts';
import { EmoteMenu } from '../../people/emote-menu.tsx';
import { markName } from '../../people/person-name.ts';
import { PlayerList } from '../../people/player-list.tsx';
import { Silence } from '../../people/silence.ts';
import { texts } from '../../texts.ts';

export interface RoomPeopleOptions {
  roomId: string;
  session: RoomSession;
  /** Shows a sentence, which screen readers announce. */
  say(sentence: string): void;
  /** Shows an emote above a player's head. */
  show(emote: ShownEmote): void;
  /** The menu of emotes opened or closed. */
  menuOpened(open: boolean): void;
  /** Hides the messages of this member. */
  silenced(member: string): void;
}

/** The people in a room: the list, emotes, and muted and blocked members. */
export class RoomPeople {
  readonly list: PlayerList;
  readonly menu: EmoteMenu;
  readonly #options: RoomPeopleOptions;
  readonly #silence: Silence;

  constructor(options: RoomPeopleOptions) {
    this.#options = options;
    const { roomId, session } = options;
    this.#silence = new Silence(roomId);
    this.list = new PlayerList({
      silence: this.#silence,
      silenced: (how, member) => {
        if (how === 'blocked') this.#tellBlocks();
        if (!this.#silence.shows(member)) options.silenced(member);
      },
      handOver: (member) => session.send('host', { command: 'handOver', member }),
      letSpeak: (member, lets) => session.send('host', { command: lets ? 'letSpeak' : 'silence', member }),
      kick: (member) => session.send('host', { command: 'kick', member }),
      letIn: (member) => session.send('host', { command: 'letIn', member }),
    });
    this.menu = new EmoteMenu((emote) => this.emote(emote), options.menuOpened);
  }

  /** Whether this page shows messages of a member. */
  shows(member: string): boolean {
    return this.#silence.shows(member);
  }

  /** The page's player sends an emote. */
  emote(emote: EmoteName): void {
    this.#options.session.send('emote', { emote });
  }

  /** A player sent an emote, possibly the page's own. */
  take(shown: ShownEmote): void {
    if (!this.shows(shown.id)) return;
    const { said, own } = texts.emotes;
    this.#options.show(shown);
    const mine = shown.id === this.#options.session.sessionId;
    this.#options.say(mine ? own[shown.emote] : said[shown.emote](markName(shown.name)));
  }

  /**
   * Sends the list of blocked members after each join, because the room keeps it only as long as the seat.
   */
  joined(): void {
    if (this.#silence.blocked.length > 0) this.#tellBlocks();
  }

  update(state: RoomState, ownId: string | undefined): void {
    this.list.update(state, ownId);
  }

  close(): void {
    this.menu.end();
  }

  #tellBlocks(): void {
    this.#options.session.send('block', { members: this.#silence.blocked });
  }
}
