import type { ComponentChildren, JSX } from 'preact';
import { siteUrl } from '../../site.ts';
import { texts } from '../../texts.ts';
import { Icon } from '../../ui/icon.tsx';

/** What is at hand in a room: four or five buttons with words, the last of which leaves. */
export function Toolbar({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <nav class="toolbar" aria-label={texts.toolbar.label}>
      {children}
      <LeaveLink testId="leave" style="tool" />
    </nav>
  );
}

/** A link to the lobby. */
export function LeaveLink({ testId, style }: { testId: string; style: string }): JSX.Element {
  const { leave, leaveTitle } = texts.toolbar;
  return (
    <a class={style} href={siteUrl('/').href} title={leaveTitle} data-testid={testId}>
      <Icon name="leave" />
      <span class="tool-text">{leave}</span>
    </a>
  );
}
