import { type Signal, signal } from '@preact/signals';
import type { Tool } from './tool.ts';

/** What changes on a tool's button. */
export interface ToolState {
  readonly hidden: Signal<boolean>;
  readonly text: Signal<string>;
  /** Whether the panel that it opens is open. */
  readonly open: Signal<boolean>;
  /** Whether a switch is on, or the name of its state; undefined for what is no switch. */
  readonly choice: Signal<boolean | string | undefined>;
}

export function toolState({ host, text, state }: Tool): ToolState {
  return {
    hidden: signal(host === true),
    text: signal(text),
    open: signal(false),
    choice: signal(state?.()),
  };
}
