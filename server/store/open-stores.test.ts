import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { StorePlace } from '../contracts/store-place.ts';
import { playManifest } from '../world/snapshots/played-world.fixture.ts';

const run = promisify(execFile);
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-stores-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Opens saved rooms in a process of their own. Resolves to the packages that it loaded, and whether they opened. */
async function packagesOf(place: StorePlace): Promise<{ packages: Set<string>; said: string }> {
  const list = join(folder, 'loaded');
  const hooks = join(folder, 'hooks.mjs');
  // For all threads of the process, and for `import` and `require` alike.
  await writeFile(
    hooks,
    `import { appendFileSync } from 'node:fs';
     import { registerHooks } from 'node:module';
     registerHooks({
       load(url, context, next) {
         appendFileSync(${JSON.stringify(list)}, url + '\\n');
         return next(url, context);
       },
     });`,
  );
  const program = join(folder, 'open.mjs');
  await writeFile(
    program,
    `import { StoreThread } from ${JSON.stringify(join(import.meta.dirname, 'store-thread.ts'))};
     const data = ${JSON.stringify({ place, manifest: playManifest })};
     const thread = await StoreThread.open(data).catch((error) => console.log(String(error.cause)));
     await thread?.list();
     await thread?.close();
     console.log('done');`,
  );
  const { stdout } = await run(process.execPath, ['--import', hooks, program], {
    env: { ...process.env, AWS_ACCESS_KEY_ID: 'key', AWS_SECRET_ACCESS_KEY: 'secret' },
  });
  const urls = (await readFile(list, 'utf8')).split('\n');
  const named = urls.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1] ?? '');
  return { packages: new Set(named), said: stdout };
}

test('the clients of PostgreSQL and S3 are loaded by servers that use them, and by no others', async () => {
  const alone = await packagesOf({ kind: 'folder', folder: join(folder, 'data') });
  expect(alone.said).toBe('done\n');
  expect(alone.packages).toContain('zod');
  expect([...alone.packages].filter((name) => /^pg|^@aws-sdk|^@smithy/.test(name))).toEqual([]);

  await rm(join(folder, 'loaded'));
  const blobs = {
    ...{ bucket: 'rooms', prefix: '', region: undefined, addressing: 'path' as const },
    endpoint: 'http://127.0.0.1:1',
  };
  const shared = await packagesOf({ kind: 'shared', rooms: 'postgres://me@127.0.0.1:1/rooms', blobs });
  expect(shared.said).toMatch(/ECONNREFUSED/);
  expect(shared.packages).toContain('pg');
  expect(shared.packages).toContain('@aws-sdk/client-s3');
});
