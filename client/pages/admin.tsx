import { Dashboard } from '../admin/dashboard.ts';
import { AdminApi, openAdminSession } from '../connection/admin-api.ts';
import { ApiError } from '../connection/server-api.ts';
import { button, element } from '../dom/element.ts';
import { setText } from '../dom/keyed-list.ts';
import { LanguageSwitch } from '../hud/menu/language-switch.tsx';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import type { Page } from './page.ts';

/** Milliseconds between two reports. */
const period = 2_000;

/**
 * The page for the server's operator. The session is in this page's memory only: it ends with the page, and
 * nothing in the browser can open another one.
 */
export class AdminPage implements Page {
  readonly root: HTMLElement;
  readonly #until = element('p', { class: 'quiet-text' });
  readonly #trouble = element('p', { class: 'error', role: 'alert', 'data-testid': 'admin-error' });
  readonly #login: HTMLFormElement;
  readonly #field: HTMLInputElement;
  readonly #signOut: HTMLButtonElement;
  readonly #dashboard: Dashboard;
  #api: AdminApi | undefined;
  #timer: number | undefined;

  constructor() {
    const { admin } = texts;
    document.title = admin.title;
    this.#field = element('input', {
      id: 'admin-token',
      type: 'password',
      autocomplete: 'off',
      required: true,
      maxlength: 256,
      'aria-describedby': 'admin-token-hint',
      'data-testid': 'admin-token',
    });
    this.#login = element(
      'form',
      { class: 'admin-login', 'data-testid': 'admin-login' },
      element('label', { for: 'admin-token' }, admin.token),
      this.#field,
      element('p', { id: 'admin-token-hint', class: 'quiet-text' }, admin.tokenHint),
      element('button', { type: 'submit', class: 'primary' }, admin.signIn),
    );
    this.#login.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#signIn();
    });
    this.#signOut = button(admin.signOut, { class: 'quiet', 'data-testid': 'admin-sign-out' }, () =>
      this.#end(''),
    );
    this.#dashboard = new Dashboard({
      closeRoom: ({ id, name }) => {
        if (window.confirm(admin.closeConfirm(name))) void this.#act((api) => api.closeRoom(id));
      },
      putOut: (room, member) => {
        if (!window.confirm(admin.putOutConfirm(member.name))) return;
        void this.#act((api) => api.putOut(room.id, member.id));
      },
      stopRecording: ({ id }) => void this.#act((api) => api.stopRecording(id)),
    });
    this.root = element(
      'div',
      { class: 'admin', 'data-testid': 'admin' },
      element(
        'header',
        { class: 'lobby-header' },
        element('a', { class: 'brand', href: siteUrl('/').href }, texts.product),
        this.#until,
        new Mounted(<LanguageSwitch />).root,
        this.#signOut,
      ),
      element('main', {}, element('h1', {}, admin.heading), this.#trouble, this.#login, this.#dashboard.root),
    );
    this.#end('');
  }

  close(): void {
    window.clearTimeout(this.#timer);
    this.#api = undefined;
  }

  async #signIn(): Promise<void> {
    const token = this.#field.value;
    this.#field.value = '';
    setText(this.#trouble, '');
    try {
      const session = await openAdminSession(token);
      this.#api = new AdminApi(session);
      setText(this.#until, texts.admin.until(new Date(session.expires)));
    } catch (error) {
      setText(this.#trouble, messageOf(error));
      this.#field.focus();
      return;
    }
    this.#login.hidden = true;
    await this.#refresh();
    this.#signOut.hidden = this.#api === undefined;
    this.#dashboard.root.hidden = this.#api === undefined;
  }

  /** Requests a report now and repeatedly while there is a session. */
  async #refresh(): Promise<void> {
    window.clearTimeout(this.#timer);
    const api = this.#api;
    if (api === undefined) return;
    try {
      if (!document.hidden) {
        const report = await api.report();
        if (api !== this.#api) return;
        this.#dashboard.update(report);
        setText(this.#trouble, '');
      }
    } catch (error) {
      if (api !== this.#api) return;
      if (error instanceof ApiError && error.status === 401) return this.#end(texts.admin.ended);
      const unreachable = error instanceof ApiError && error.status === 0;
      setText(this.#trouble, unreachable ? texts.admin.unreachable : messageOf(error));
    }
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#refresh(), period);
  }

  async #act(action: (api: AdminApi) => Promise<void>): Promise<void> {
    const api = this.#api;
    if (api === undefined) return;
    try {
      await action(api);
      await this.#refresh();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.#end(texts.admin.ended);
      else setText(this.#trouble, texts.admin.failed(messageOf(error)));
    }
  }

  /** Shows the login form again; `sentence` is the reason. */
  #end(sentence: string): void {
    window.clearTimeout(this.#timer);
    this.#api = undefined;
    setText(this.#until, '');
    setText(this.#trouble, sentence);
    this.#login.hidden = false;
    this.#signOut.hidden = true;
    this.#dashboard.root.hidden = true;
    if (this.root.isConnected) this.#field.focus();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
