import type { PageSlot } from '../../input/page-slots.ts';
import type { IconName } from '../../ui/outlines.ts';

/** A switch and its present state. */
export interface Choice {
  on: boolean;
  toggled(on: boolean): void;
}

/** Where a tool stands: in the bar at hand, in a group of the menu, or in a section of the settings. */
export type ToolPlace = 'bar' | 'main' | 'share' | 'show' | 'keep' | 'host' | 'graphics' | 'names';

/** A button of a room's page. */
export interface Tool {
  icon: IconName;
  text: string;
  /** What it does, in one sentence. */
  title: string;
  testId: string;
  place: ToolPlace;
  /** Shown to the room's host only. */
  host?: boolean;
  /** Key for the same function, unless the game uses it. */
  code?: string;
  /** The rebindable slot for the same function. */
  slot?: PageSlot;
  /** Whether a switch is on, or the name of its state. */
  state?(): boolean | string;
  /** It opens a panel; the action returns whether that is open now, or undefined if somebody else tells. */
  opens?: 'menu' | 'panel' | 'dialog';
  /** The menu stays open after it. */
  stays?: boolean;
  action(): unknown;
}

type Rest = Omit<Tool, 'icon' | 'testId' | 'text' | 'title'>;

/** A tool, without the names of its first members. */
export function tool(icon: IconName, testId: string, text: string, title: string, rest: Rest): Tool {
  return { icon, testId, text, title, ...rest };
}

/** A tool of those pages alone that have something for it to do. */
export function offered<Action>(action: Action | undefined, make: (action: Action) => Tool): readonly Tool[] {
  return action === undefined ? [] : [make(action)];
}

/** A switch that keeps its own state. */
export function switched(
  choice: Choice | undefined,
  make: (own: Pick<Tool, 'state' | 'action' | 'stays'>) => Tool,
): readonly Tool[] {
  if (choice === undefined) return [];
  let { on } = choice;
  const action = () => {
    on = !on;
    choice.toggled(on);
  };
  return [make({ stays: true, state: () => on, action })];
}
