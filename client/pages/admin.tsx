import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { AdminSession } from '../admin/admin-session.ts';
import { Dashboard } from '../admin/dashboard.tsx';
import { LanguageSwitch } from '../hud/menu/language-switch.tsx';
import { siteUrl } from '../site.ts';
import { texts } from '../texts.ts';
import { Mounted } from '../ui/mounted.ts';
import type { Page } from './page.ts';

/** The page for the server's operator. */
export class AdminPage implements Page {
  readonly #session = new AdminSession();
  readonly #view = new Mounted(<Admin session={this.#session} />);

  constructor() {
    document.title = texts.admin.title;
  }

  get root(): HTMLElement {
    return this.#view.root;
  }

  close(): void {
    this.#view.close();
    this.#session.end();
  }
}

function Admin({ session }: { session: AdminSession }): JSX.Element {
  const { admin } = texts;
  const { until, trouble } = session;
  const isOpen = session.isOpen.value;
  const report = session.report.value;
  return (
    <div class="admin" data-testid="admin">
      <header class="lobby-header">
        <a class="brand" href={siteUrl('/').href}>
          {texts.product}
        </a>
        <p class="quiet-text">{until}</p>
        <LanguageSwitch />
        <button
          type="button"
          class="quiet"
          hidden={!isOpen}
          data-testid="admin-sign-out"
          onClick={() => session.end()}
        >
          {admin.signOut}
        </button>
      </header>
      <main>
        <h1>{admin.heading}</h1>
        <p class="error" role="alert" data-testid="admin-error">
          {trouble}
        </p>
        <Login session={session} />
        {report && (
          <Dashboard
            report={report}
            closeRoom={({ id, name }) => {
              if (window.confirm(admin.closeConfirm(name))) void session.act((api) => api.closeRoom(id));
            }}
            putOut={(room, member) => {
              if (!window.confirm(admin.putOutConfirm(member.name))) return;
              void session.act((api) => api.putOut(room.id, member.id));
            }}
            stopRecording={({ id }) => void session.act((api) => api.stopRecording(id))}
          />
        )}
      </main>
    </div>
  );
}

function Login({ session }: { session: AdminSession }): JSX.Element {
  const { admin } = texts;
  const field = useRef<HTMLInputElement>(null);

  async function signIn(): Promise<void> {
    if (!field.current) return;
    const token = field.current.value;
    field.current.value = '';
    if (!(await session.open(token))) field.current?.focus();
  }

  // When a session ends, the field that opens another one gets the focus.
  const isOpen = session.isOpen.value;
  const wasOpen = useRef(false);
  useLayoutEffect(() => {
    if (wasOpen.current && !isOpen) field.current?.focus();
    wasOpen.current = isOpen;
  }, [isOpen]);

  return (
    <form
      class="admin-login"
      hidden={isOpen}
      data-testid="admin-login"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      <label for="admin-token">{admin.token}</label>
      <input
        id="admin-token"
        type="password"
        autocomplete="off"
        required
        maxlength={256}
        aria-describedby="admin-token-hint"
        data-testid="admin-token"
        ref={field}
      />
      <p id="admin-token-hint" class="quiet-text">
        {admin.tokenHint}
      </p>
      <button type="submit" class="primary">
        {admin.signIn}
      </button>
    </form>
  );
}
