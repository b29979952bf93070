import { describe, expect, it } from 'vitest';
import { chooseProvider, type ProviderTrials } from './provider.ts';
import type { ProviderName } from './session.ts';

const available = [
  { name: 'cpu', bundled: true },
  { name: 'webgpu', bundled: true },
  { name: 'cuda', bundled: false },
];

function trials(
  milliseconds: Partial<Record<ProviderName, number>>,
  unusable: Partial<Record<ProviderName, string>> = {},
): ProviderTrials & { warnings: string[]; tried: ProviderName[] } {
  const warnings: string[] = [];
  const tried: ProviderName[] = [];
  return {
    available,
    warnings,
    tried,
    probe: async (providers) =>
      Object.fromEntries(Object.entries(unusable).filter(([name]) => providers.some((one) => one === name))),
    logger: {
      info: () => {},
      warn: (_: unknown, text?: unknown) => warnings.push(String(text)),
    } as ProviderTrials['logger'],
    async trial(provider) {
      tried.push(provider);
      const time = milliseconds[provider];
      if (time === undefined) throw new Error(`no ${provider} adapter\nstack`);
      return time;
    },
  };
}

describe('provider', () => {
  it('takes the fastest that works, and says how fast', async () => {
    expect(await chooseProvider('auto', trials({ cpu: 30, webgpu: 50, cuda: 5 }))).toEqual({
      name: 'cuda',
      reason: 'cuda, the fastest for one view: cuda 5.0 ms, cpu 30.0 ms, webgpu 50.0 ms',
    });
    expect((await chooseProvider('auto', trials({ cpu: 30, webgpu: 50 }))).name).toBe('cpu');
  });

  it('falls back to the CPU with a warning that has a remedy', async () => {
    const setting = trials({ cpu: 30 });
    const choice = await chooseProvider('auto', setting);
    expect(choice.name).toBe('cpu');
    expect(choice.reason).toContain('webgpu does not work here');
    expect(setting.warnings.join()).toMatch(/webgpu.*Vulkan/);
  });

  it('tries none that the probe found to be unusable, and warns of it with its reason', async () => {
    const setting = trials({ cpu: 30, webgpu: 5, cuda: 5 }, { webgpu: 'no adapter\nstack' });
    expect((await chooseProvider('auto', setting)).name).toBe('cuda');
    expect(setting.tried).toEqual(['cuda', 'cpu']);
    expect(setting.warnings.join()).toMatch(/webgpu does not work here; falling back\. .*Vulkan/);
    const none = trials({ cpu: 30 }, { webgpu: 'no adapter', cuda: 'no library' });
    expect((await chooseProvider('auto', none)).name).toBe('cpu');
    expect(none.tried).toEqual([]);
  });

  it('does not fall back from a provider asked for by name', async () => {
    await expect(chooseProvider('webgpu', trials({ cpu: 30 }))).rejects.toThrow(
      /"webgpu" does not work here: no webgpu adapter\. .*Vulkan/,
    );
    expect((await chooseProvider('webgpu', trials({ webgpu: 90 }))).name).toBe('webgpu');
  });

  it('lists what there is when a provider is not built in', async () => {
    const setting = { ...trials({}), available: available.slice(0, 1) };
    await expect(chooseProvider('cuda', setting)).rejects.toThrow(/which has cpu/);
  });
});
