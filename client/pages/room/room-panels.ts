import type { RoomCapture } from '../../capture/room-capture.tsx';
import type { ControlsPanel } from '../../hud/controls-panel.tsx';
import type { CopyCard } from '../../hud/copy-card.tsx';
import type { Panel } from '../../hud/menu/pad-panels.ts';
import { emoteOf, type PageSlot } from '../../input/page-slots.ts';
import type { MatchHud } from '../../match/match-hud.tsx';
import type { ChatPanel } from '../../people/chat-panel.tsx';
import type { PictureLayers } from './picture-layers.ts';
import type { RoomAccess } from './room-access.ts';
import type { RoomGround } from './room-ground.ts';
import type { RoomMenus } from './room-menus.tsx';
import type { RoomPeople } from './room-people.ts';

export interface RoomPanelsParts {
  menus: RoomMenus;
  people: RoomPeople;
  chat: ChatPanel;
  ground: RoomGround;
  capture: RoomCapture;
  door: RoomAccess;
  worldControls: ControlsPanel;
  copyCard: CopyCard;
  match: MatchHud;
  layers: PictureLayers;
}

/** What opens over the picture of a room's page, and the page's controls that open it. */
export class RoomPanels {
  readonly #parts: RoomPanelsParts;

  constructor(parts: RoomPanelsParts) {
    this.#parts = parts;
  }

  /** What gamepads operate while it is open. */
  get all(): Panel[] {
    const { people, chat, ground, capture, door, worldControls, copyCard } = this.#parts;
    const opened = (part: { root: HTMLElement; open: boolean; close(): void }): Panel => ({
      ...{ root: part.root, isOpen: () => part.open, close: () => part.close() },
    });
    return [
      ...[people.menu, people.list, chat, ground.sketch, ground.questions, copyCard].map(opened),
      ...door.opened,
      ...capture.opened,
      {
        root: worldControls.root,
        isOpen: () => worldControls.open,
        close: () => worldControls.toggle(),
      },
    ];
  }

  /** The match's scores and buttons, which are always shown. */
  get match(): HTMLElement {
    return this.#parts.match.panel.root;
  }

  /** A control of the page was pressed. */
  press(slot: PageSlot): void {
    const { people, chat, ground, capture, menus } = this.#parts;
    const emote = emoteOf(slot);
    if (emote) people.emote(emote);
    else if (slot === 'emotes') people.menu.toggle();
    else if (slot === 'chat') chat.openByKey();
    else if (slot === 'origin') this.#toggleOrigins();
    else if (slot === 'ask') ground.questions.toggle();
    else if (slot === 'describe') ground.questions.describe();
    else if (slot === 'clip') capture.clips.save();
    else if (slot === 'menu') menus.menu.toggle();
    else {
      ground.map.toggle();
      menus.tools.map = ground.map.shown;
    }
  }

  #toggleOrigins(): void {
    const { ground, menus, layers } = this.#parts;
    const { origins } = layers;
    origins.toggle();
    ground.map.origins = origins.on;
    menus.tools.origin = origins.on;
  }
}
