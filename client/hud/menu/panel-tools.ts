import { texts } from '../../texts.ts';
import { offered, type Tool, tool } from './tool.ts';

export interface PanelToolOptions {
  chatOpened(): void;
  /** Opens or closes the menu of emotes; omitted for members that cannot send one. */
  emotesToggled?(): void;
  /** Opens the list of people. */
  peopleOpened(): void;
  /** Goes to the match's scores and buttons; omitted on pages that do not play. */
  matchEntered?(): void;
}

/** Entries of the menu for what has a button on the screen, which gamepads do not reach there. */
export function panelTools({
  chatOpened,
  emotesToggled,
  peopleOpened,
  matchEntered,
}: PanelToolOptions): Tool[] {
  const { chat, emotes, people, game } = texts;
  return [
    tool('chat', 'menu-chat', chat.label, chat.open, { place: 'show', slot: 'chat', action: chatOpened }),
    ...offered(emotesToggled, (action) =>
      tool('laugh', 'menu-emotes', emotes.label, emotes.title, { place: 'show', slot: 'emotes', action }),
    ),
    tool('people', 'menu-people', people.label, people.open, { place: 'show', action: peopleOpened }),
    ...offered(matchEntered, (action) =>
      tool('pulse', 'menu-match', game.label, game.scoresTitle, { place: 'show', action }),
    ),
  ];
}
