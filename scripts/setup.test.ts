import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { inProject } from './project.mjs';

function setup(...parts: string[]) {
  return spawnSync(process.execPath, [inProject('scripts', 'setup.mjs'), ...parts], { encoding: 'utf8' });
}

describe('setup', () => {
  test('prints nothing if nothing is missing', () => {
    const { status, stdout, stderr } = setup('packages', 'worker');
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });

  test('lists its parts if another one is requested, and keeps standard output free', () => {
    const { status, stdout, stderr } = setup('kitchen');
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(
      'No such part: kitchen. There are: packages, worker, native, client, browser, services, python-check, agents, learning, python.',
    );
  });
});
