#!/usr/bin/env node
/** The command line's door: hands the process to `cli/main.ts`, and its answer back as the exit status. */
import { buffer } from 'node:stream/consumers';
import packageFile from '../package.json' with { type: 'json' };
import { main } from './cli/main.ts';
import { check } from './engine.ts';
import { messagesIn } from './messages/index.ts';
import { rules } from './rules/index.generated.ts';

// A reader that closes early (`kasane check | head`) is not an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await main({
  args: process.argv.slice(2),
  directory: process.cwd(),
  environment: process.env,
  stdin: () => buffer(process.stdin),
  stdout: process.stdout,
  stderr: process.stderr,
  // The same from `src/` and from `dist/`.
  home: new URL('../', import.meta.url),
  version: packageFile.version,
  docsUrl: null,
  engine: { rules, check, messagesIn },
});
