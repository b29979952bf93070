import type { SaveAnswer, SavedMoment, SaveRequest } from '../../shared/saves.ts';
import { button, element } from '../dom/element.ts';
import { siteUrl } from '../site.ts';
import { formats, texts } from '../texts.ts';
import { tenMinutesBefore } from './ten-minutes.ts';

/** Most moments that saved themselves, of those that are shown. */
const mostShown = 30;

/** The saved moments of the room, with pictures, for its host: keep, go back, branch off, remove, take away. */
export class SavesPanel {
  readonly root: HTMLElement;
  readonly #send: (request: SaveRequest) => void;
  readonly #name = element('input', {
    type: 'text',
    maxlength: 40,
    'aria-label': texts.saves.name,
    placeholder: texts.saves.name,
    'data-testid': 'moment-name',
  });
  readonly #tenMinutes: HTMLButtonElement;
  readonly #archive = element('a', { download: true, 'data-testid': 'room-archive' }, texts.saves.archive);
  readonly #branch = element('p', { role: 'status', 'data-testid': 'branch' });
  readonly #none = element('p', { class: 'quiet-text' }, texts.saves.none);
  readonly #list = element('ol', { 'aria-label': texts.saves.label, 'data-testid': 'moments' });
  #moments: readonly SavedMoment[] = [];

  constructor(send: (request: SaveRequest) => void) {
    this.#send = send;
    const { saves } = texts;
    const form = element(
      'form',
      {},
      this.#name,
      element('button', { type: 'submit', 'data-testid': 'keep-moment' }, saves.keep),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const name = this.#name.value.trim();
      if (name !== '') send({ ask: 'keep', name });
      this.#name.value = '';
    });
    this.#tenMinutes = button(saves.tenMinutes, { class: 'quiet', 'data-testid': 'ten-minutes' }, () =>
      this.#goBack(tenMinutesBefore(this.#moments, Date.now())),
    );
    this.root = element(
      'section',
      { class: 'panel saves-panel', 'aria-label': saves.label, hidden: true, 'data-testid': 'saves' },
      element('h2', {}, saves.label),
      form,
      this.#tenMinutes,
      this.#archive,
      this.#branch,
      this.#none,
      this.#list,
    );
  }

  /** Shows or hides the panel; returns whether it is shown now. */
  toggle(): boolean {
    this.root.hidden = !this.root.hidden;
    if (!this.root.hidden) this.#send({ ask: 'list' });
    return !this.root.hidden;
  }

  hide(): void {
    this.root.hidden = true;
  }

  take(answer: SaveAnswer): void {
    if (answer.about !== 'moments') {
      const isBranch = answer.about === 'branch';
      const { href } = siteUrl(isBranch ? answer.hostLink : answer.watchLink);
      const link = element('a', { href, target: '_blank' }, answer.room);
      this.#branch.replaceChildren(`${isBranch ? texts.saves.branched : texts.saves.watched} `, link);
      return;
    }
    this.#moments = answer.moments;
    this.#archive.href = siteUrl(answer.archive).href;
    const shown = [
      ...answer.moments.filter(({ kind }) => kind !== 'auto'),
      ...answer.moments.filter(({ kind }) => kind === 'auto').slice(-mostShown),
    ].sort((a, b) => b.id - a.id);
    this.#none.hidden = shown.length > 0;
    this.#tenMinutes.disabled = tenMinutesBefore(this.#moments, Date.now()) === undefined;
    this.#list.replaceChildren(...shown.map((moment) => this.#row(moment)));
  }

  #row(moment: SavedMoment): HTMLElement {
    const { saves } = texts;
    const time = formats.moment(moment.made);
    const name = moment.kind === 'slot' ? moment.name : saves[moment.kind === 'auto' ? 'auto' : 'rewound'];
    const described = `${name}, ${time}`;
    const picture = element('img', {
      src: siteUrl(moment.picture).href,
      alt: '',
      loading: 'lazy',
      width: 96,
      height: 54,
    });
    // Nothing had been drawn yet.
    picture.addEventListener('error', () => picture.remove());
    const quiet = (label: string) => ({ class: 'quiet', 'aria-label': label });
    return element(
      'li',
      { 'data-testid': `moment-${moment.id}` },
      picture,
      element(
        'span',
        { class: 'moment-name' },
        element('b', {}, name),
        element('span', { class: 'quiet-text' }, time),
      ),
      button(saves.back, quiet(saves.backTo(described)), () => this.#goBack(moment)),
      button(saves.branch, quiet(saves.branchOf(described)), () =>
        this.#send({ ask: 'branch', moment: moment.id }),
      ),
      button(saves.watch, quiet(saves.watchOf(described)), () =>
        this.#send({ ask: 'replay', moment: moment.id }),
      ),
      button(saves.forget, quiet(saves.forgetOf(described)), () =>
        this.#send({ ask: 'forget', moment: moment.id }),
      ),
    );
  }

  #goBack(moment: SavedMoment | undefined): void {
    if (moment !== undefined && window.confirm(texts.saves.backConfirm)) {
      this.#send({ ask: 'rewind', moment: moment.id });
    }
  }
}
