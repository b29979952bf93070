import type { JSX } from 'preact';
import { texts } from '../../texts.ts';
import { Icon } from '../../ui/icon.tsx';
import type { Tool } from './tool.ts';
import type { ToolState } from './tool-state.ts';

interface ToolButtonProps {
  tool: Tool;
  state: ToolState;
  /** Label of its key; undefined if it has none. */
  keyLabel(): string | undefined;
  use(): void;
}

/** The button of a tool: with its word in the bar, with a sentence, its state and its key elsewhere. */
export function ToolButton({ tool, state, keyLabel, use }: ToolButtonProps): JSX.Element {
  const { testId, place, title, opens } = tool;
  const inBar = place === 'bar';
  const key = keyLabel();
  const name = <span class="tool-text">{state.text.value}</span>;
  const choice = state.choice.value;
  return (
    <button
      type="button"
      class={inBar ? 'tool' : 'menu-item'}
      data-testid={testId}
      hidden={state.hidden.value}
      title={inBar ? (key === undefined ? title : texts.toolbar.shortcut(title, key)) : undefined}
      aria-haspopup={opens === 'menu' || opens === 'dialog' ? opens : undefined}
      aria-expanded={opens && state.open.value}
      aria-pressed={typeof choice === 'boolean' ? choice : undefined}
      onClick={({ currentTarget }) => {
        use();
        // Otherwise the space bar would press the button again instead of jumping.
        if (inBar && !currentTarget.matches(':focus-visible')) currentTarget.blur();
      }}
    >
      <Icon name={tool.icon} />
      {inBar ? (
        name
      ) : (
        <>
          <span class="menu-words">
            {name} <small>{title}</small>
          </span>
          {choice !== undefined && (
            // A state with a name is no switch, so screen readers hear the name.
            <span class="tool-state" aria-hidden={typeof choice === 'boolean' ? 'true' : undefined}>
              {wordsOf(choice)}
            </span>
          )}
          <kbd aria-hidden="true">{key}</kbd>
        </>
      )}
    </button>
  );
}

function wordsOf(choice: boolean | string): string {
  const { on, off } = texts.settings;
  if (typeof choice === 'string') return choice;
  return choice ? on : off;
}
