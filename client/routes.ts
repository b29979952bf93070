import { installStorageFallback } from './browser/storage-fallback.ts';
import { keyboardLayout, watchKeyboard } from './input/keyboard-layout.ts';
import { NotFoundPage } from './pages/not-found.tsx';
import { Router } from './router.ts';
import { language } from './texts.ts';
import { modeOf } from './watching/watch-mode.ts';

document.documentElement.lang = language;
const host = document.getElementById('page') ?? document.body.appendChild(document.createElement('div'));

installStorageFallback();
watchKeyboard(keyboardLayout, new AbortController().signal);

const router: Router = new Router(
  host,
  [
    {
      pattern: /^\/$/,
      open: async () => {
        const { LobbyPage } = await import('./pages/lobby.tsx');
        return new LobbyPage((path) => router.go(path));
      },
    },
    {
      pattern: /^\/play\/([\w-]+)\/?$/,
      open: async ([roomId]) => {
        const { PlayPage } = await import('./pages/play.tsx');
        return new PlayPage(roomId, 'player');
      },
    },
    {
      pattern: /^\/host\/([\w-]+)\/?$/,
      open: async ([roomId]) => {
        const { PlayPage } = await import('./pages/play.tsx');
        return new PlayPage(roomId, 'host');
      },
    },
    {
      pattern: /^\/admin\/?$/,
      open: async () => {
        const { AdminPage } = await import('./pages/admin.tsx');
        return new AdminPage();
      },
    },
    {
      pattern: /^\/watch\/([\w-]+)\/?$/,
      open: async ([roomId], query) => {
        const { WatchPage } = await import('./pages/watch.tsx');
        return new WatchPage(roomId, modeOf(query));
      },
    },
  ],
  () => new NotFoundPage(),
);
