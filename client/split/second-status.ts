import { controlLabel } from '../hud/control-label.ts';
import type { Status } from '../hud/status-card.tsx';
import { buttonControl, type Control } from '../input/control.ts';
import { texts } from '../texts.ts';

/** The buttons of a gamepad that answer a card: the first retries, the second leaves. */
export const answers = { retry: buttonControl('gamepad', 0), leave: buttonControl('gamepad', 1) } as const;

export interface SecondStatusOptions {
  /** The status of the second player's session; undefined while there is a picture. */
  status: Status | undefined;
  /** Whether the second player has a gamepad. */
  hasPad: boolean;
  startAgain(): void;
  leave(): void;
}

/**
 * The status of the second player's half. Whoever plays there has a gamepad and no mouse, so the actions name its buttons;
 * and the keyboard's focus, which is the first player's, stays where it is.
 */
export function secondStatus(options: SecondStatusOptions): Status | undefined {
  const { split, status: words } = texts;
  const { status, hasPad, startAgain } = options;
  const named = (control: Control, text: string) => split.action(controlLabel(control), text);
  const leave = { text: named(answers.leave, split.leave), action: options.leave, testId: 'second-leave' };
  if (!hasPad) {
    const { heading, text } = split.noPad;
    return {
      heading,
      text: text(controlLabel(answers.retry)),
      busy: false,
      beside: true,
      actions: [{ ...leave, text: split.leave, primary: false }],
    };
  }
  if (status === undefined) return undefined;
  const retries = status.actions.some(({ testId }) => testId === 'retry' || testId === 'play-here');
  const again = {
    text: named(answers.retry, words.actions.retry),
    action: startAgain,
    testId: 'second-retry',
    primary: false,
  };
  return { ...status, beside: true, actions: [...(retries ? [again] : []), { ...leave, primary: false }] };
}
