import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { AdminReport } from '../../shared/admin.ts';
import { AdminApi, openAdminSession } from '../connection/admin-api.ts';
import { ApiError } from '../connection/server-api.ts';
import { texts } from '../texts.ts';

/** Milliseconds between two reports. */
const period = 2_000;

/**
 * A session of the server's operator, and the newest report. It is in this page's memory only: it ends with the page,
 * and nothing in the browser can open another one.
 */
export class AdminSession {
  readonly #until = signal('');
  readonly #trouble = signal('');
  readonly #report = signal<AdminReport | undefined>(undefined);
  readonly #isOpen = signal(false);
  #api: AdminApi | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** When the session ends, in words. */
  readonly until: ReadonlySignal<string> = this.#until;
  /** What did not work, in words; empty if nothing. */
  readonly trouble: ReadonlySignal<string> = this.#trouble;
  /** Undefined without a session, and until the first report has come. */
  readonly report: ReadonlySignal<AdminReport | undefined> = this.#report;
  readonly isOpen: ReadonlySignal<boolean> = this.#isOpen;

  /** Opens a session with the server's token. Returns whether it did. */
  async open(token: string): Promise<boolean> {
    this.#trouble.value = '';
    try {
      const session = await openAdminSession(token);
      this.#api = new AdminApi(session);
      this.#until.value = texts.admin.until(new Date(session.expires));
    } catch (error) {
      this.#trouble.value = messageOf(error);
      return false;
    }
    this.#isOpen.value = true;
    await this.#refresh();
    return true;
  }

  /** Does what an administrator may do. */
  async act(action: (api: AdminApi) => Promise<void>): Promise<void> {
    const api = this.#api;
    if (api === undefined) return;
    try {
      await action(api);
      await this.#refresh();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.end(texts.admin.ended);
      else this.#trouble.value = texts.admin.failed(messageOf(error));
    }
  }

  /** Ends the session; `sentence` is the reason. */
  end(sentence = ''): void {
    clearTimeout(this.#timer);
    this.#api = undefined;
    batch(() => {
      this.#until.value = '';
      this.#trouble.value = sentence;
      this.#report.value = undefined;
      this.#isOpen.value = false;
    });
  }

  /** Requests a report now and repeatedly while there is a session. */
  async #refresh(): Promise<void> {
    clearTimeout(this.#timer);
    const api = this.#api;
    if (api === undefined) return;
    try {
      if (!document.hidden) {
        const report = await api.report();
        if (api !== this.#api) return;
        batch(() => {
          this.#report.value = report;
          this.#trouble.value = '';
        });
      }
    } catch (error) {
      if (api !== this.#api) return;
      if (error instanceof ApiError && error.status === 401) return this.end(texts.admin.ended);
      const unreachable = error instanceof ApiError && error.status === 0;
      this.#trouble.value = unreachable ? texts.admin.unreachable : messageOf(error);
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#refresh(), period);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
