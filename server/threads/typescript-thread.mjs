/**
 * Beginning of each thread: runs the script named by the first argument, and turns TypeScript into JavaScript with
 * native code.
 *
 * Node itself does that with WebAssembly. Threads that begin and end while WebAssembly runs in others crash V8 on
 * processors with memory protection keys (https://github.com/nodejs/node/issues/64500). This file is JavaScript, because
 * it is loaded before the hook is there.
 */
import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';

// Stack traces name lines of the TypeScript.
process.setSourceMapsEnabled(true);

registerHooks({
  load(url, context, nextLoad) {
    if (!/^file:.*\.ts$/.test(url)) return nextLoad(url, context);
    const file = fileURLToPath(url);
    const { code, map, errors } = transformSync(file, readFileSync(file, 'utf8'), {
      lang: 'ts',
      sourceType: 'module',
      target: 'esnext',
      sourcemap: true,
      tsconfig: false,
      typescript: { onlyRemoveTypeImports: true },
    });
    if (errors.length > 0)
      throw new SyntaxError(`${file}: ${errors.map(({ message }) => message).join('; ')}`);
    const inline = Buffer.from(JSON.stringify(map)).toString('base64');
    return {
      format: 'module',
      shortCircuit: true,
      source: `${code}\n//# sourceMappingURL=data:application/json;base64,${inline}`,
    };
  },
});

await import(process.argv[2]);
