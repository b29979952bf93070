import type { RecordingStatus } from '../../shared/recording.ts';
import { button, element } from '../dom/element.ts';
import { noticeText } from '../notice-text.ts';
import { readPreferences } from '../preferences.ts';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';

/** A view that this page may record. */
export interface RecordableView {
  /** Session id of its player. */
  id: string;
  name: string;
  own: boolean;
}

export interface RecordingPanelState {
  views: readonly RecordableView[];
  recordings: readonly RecordingStatus[];
  /** Own session id of the page. */
  own: string | undefined;
  host: boolean;
  /** True after the page left the room, which ended its recordings. */
  over: boolean;
}

export interface RecordingPanelHandlers {
  start(view: string): void;
  stop(recording: string): void;
}

/** Lists the views that can be recorded, running recordings, and finished files. */
export class RecordingPanel {
  readonly root: HTMLElement;
  readonly #handlers: RecordingPanelHandlers;
  readonly #views = element('ul', { 'aria-label': texts.capture.views });
  readonly #files = element('ul', { 'aria-label': texts.capture.files });
  readonly #nothing = element('p', { class: 'quiet-text' }, texts.capture.nothing);
  /** Elements with the length and size of each recording, by id. */
  readonly #progress = new Map<string, HTMLElement>();
  #shown = '';

  constructor(handlers: RecordingPanelHandlers) {
    this.#handlers = handlers;
    this.root = element(
      'section',
      {
        class: 'panel recordings',
        'aria-label': texts.capture.recordings,
        hidden: true,
        'data-testid': 'recordings',
      },
      element('h2', {}, texts.capture.recordings),
      this.#nothing,
      this.#views,
      this.#files,
    );
  }

  update(state: RecordingPanelState): void {
    const { views, recordings, own, host, over } = state;
    const offered = over ? [] : views;
    const running = over ? [] : recordings.filter(isRunning);
    const files = recordings.filter((recording) => over || !isRunning(recording));
    const parts = recordings.map(({ id, state: now, link }) => [id, now, link]);
    const key = JSON.stringify([readPreferences().hideLinks, offered, parts, own, host, over]);
    if (key !== this.#shown) {
      this.#shown = key;
      const focused = document.activeElement?.closest<HTMLElement>('[data-command]')?.dataset.command;
      this.#progress.clear();
      this.#nothing.hidden = offered.length + files.length > 0;
      this.#views.replaceChildren(
        ...offered.map((view) => {
          const recording = running.find((other) => other.view === view.id && !other.clip);
          return this.#view(view, recording, host || recording?.by === own);
        }),
      );
      this.#files.replaceChildren(...files.map((recording) => this.#file(recording)));
      // Keeps the focus where the pressed button was.
      if (focused) this.root.querySelector<HTMLElement>(`[data-command="${CSS.escape(focused)}"]`)?.focus();
    }
    for (const { id, state: now, milliseconds, bytes } of recordings) {
      const words = texts.capture.progress(milliseconds, bytes);
      const text = now === 'finishing' && !over ? `${words}, ${texts.capture.finishing}` : words;
      const place = this.#progress.get(id);
      if (place && place.textContent !== text) place.textContent = text;
    }
  }

  #view(view: RecordableView, recording: RecordingStatus | undefined, mayStop: boolean): HTMLElement {
    const { capture } = texts;
    const title = view.own ? capture.ownView : capture.viewOf(view.name);
    const row = element('li', { 'data-testid': 'recordable', 'data-session-id': view.id });
    row.append(element('span', { class: 'recording-name', dir: 'auto' }, title));
    const command = { class: 'quiet', 'data-command': `record-${view.id}` };
    if (recording === undefined) {
      const attributes = {
        ...command,
        'aria-label': capture.startOf(title),
        'data-testid': 'start-recording',
      };
      row.append(button(capture.start, attributes, () => this.#handlers.start(view.id)));
      return row;
    }
    row.classList.add('running');
    row.append(this.#measure(recording));
    if (mayStop) {
      const attributes = { ...command, 'aria-label': capture.stopOf(title), 'data-testid': 'stop-recording' };
      const stop = button(capture.stop, attributes, () => this.#handlers.stop(recording.id));
      stop.disabled = recording.state === 'finishing';
      row.append(stop);
    }
    return row;
  }

  #file(recording: RecordingStatus): HTMLElement {
    const { capture } = texts;
    const { state, name, reason, link, milliseconds, cutShort, clip } = recording;
    const why = reason === undefined ? '' : noticeText(reason);
    const title = clip ? capture.clipOf(name) : capture.viewOf(name);
    const row = element('li', { 'data-testid': 'recorded', 'data-state': state });
    row.append(element('span', { class: 'recording-name' }, title));
    if (state === 'failed') row.append(element('span', { class: 'error' }, why));
    else {
      row.append(this.#measure(recording));
      if (cutShort) row.append(element('span', { class: 'error' }, capture.cutShort(why)));
      const label = capture.downloadOf(title, milliseconds);
      const attributes = { class: 'button quiet', 'aria-label': label, 'data-testid': 'download-recording' };
      if (link) {
        const address = { href: siteUrl(link).href, download: true };
        // A button while links are hidden: browsers display the address of a link, and it contains a token.
        row.append(
          readPreferences().hideLinks
            ? button(capture.download, attributes, () => element('a', address).click())
            : element('a', { ...attributes, ...address }, capture.download),
        );
      }
    }
    return row;
  }

  #measure({ id }: RecordingStatus): HTMLElement {
    const place = element('span', { class: 'recording-progress', 'data-testid': 'recording-progress' });
    this.#progress.set(id, place);
    return place;
  }
}

export function isRunning({ state }: RecordingStatus): boolean {
  return state === 'recording' || state === 'finishing';
}
