import { type ReadonlySignal, signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { siteUrl } from '../site.ts';
import { Mounted } from '../ui/mounted.ts';
import { put } from '../ui/put.ts';

export interface StatusAction {
  text: string;
  /** A path of this site, or a function. */
  action: string | (() => void);
  testId: string;
  /** True for the action that most people want. */
  primary?: boolean;
}

export interface Status {
  heading: string;
  text: string;
  /** The server's reason, when it sent one. */
  detail?: string;
  /** True while the page works on it by itself. */
  busy: boolean;
  /** True if the rest of the page stays usable: the card does not take the focus. */
  beside?: boolean;
  /** The possible actions, the likeliest first. */
  actions: readonly StatusAction[];
}

/** Shows the page's status and the possible actions over the picture. */
export class StatusCard {
  readonly #status = signal<Status | undefined>(undefined);
  readonly #view = new Mounted(<Card status={this.#status} />);

  get root(): HTMLElement {
    return this.#view.root;
  }

  /** Whether the card covers the picture. */
  get shown(): boolean {
    return this.#status.value !== undefined;
  }

  /** `undefined` hides the card. */
  show(status: Status | undefined): void {
    put(this.#status, status);
  }
}

function Card({ status: { value: status } }: { status: ReadonlySignal<Status | undefined> }): JSX.Element {
  const actions = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (status === undefined || status.busy || status.beside) return;
    actions.current?.querySelector<HTMLElement>('a, button')?.focus();
  }, [status]);
  return (
    <section class="status" role="status" data-testid="status" hidden={status === undefined}>
      {status && (
        <div class="status-card">
          {status.busy && <span class="spinner" aria-hidden="true" />}
          <h1>{status.heading}</h1>
          {status.text && <p>{status.text}</p>}
          {status.detail && <p class="detail">{status.detail}</p>}
          {status.actions.length > 0 && (
            <div class="actions" ref={actions}>
              {status.actions.map((item, index) => (
                <Action {...item} primary={item.primary ?? (index === 0 && !status.busy)} key={item.testId} />
              ))}
            </div>
          )}
        </div>
      )}
    </section>
  );
}

function Action({ text, action, testId, primary }: StatusAction): JSX.Element {
  const style = primary ? 'primary' : 'quiet';
  if (typeof action === 'string') {
    const href = action.startsWith('/') ? siteUrl(action).href : action;
    return (
      <a class={`button ${style}`} href={href} data-testid={testId}>
        {text}
      </a>
    );
  }
  return (
    <button type="button" class={style} data-testid={testId} onClick={action}>
      {text}
    </button>
  );
}
