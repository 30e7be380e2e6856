import { parse } from 'unbash';

import { Digest } from './digest.ts';
import type { ShellScript } from './model.ts';

/** Longer scripts are not read (UTF-16 units): nobody writes them into a Dockerfile. */
const LONGEST = 128 * 1024;

/** Reads a shell script. Never throws; POSIX `sh` is read as Bash. */
export function parseShell(text: string): ShellScript {
  if (text.length > LONGEST) return failed(text, 'The script is too long to be read');
  try {
    const script = parse(text);
    const digest = new Digest();
    digest.script(script, text.length);
    return { text, commands: digest.commands, errors: digest.errors };
  } catch (error) {
    return failed(text, error instanceof Error ? error.message : 'The script can not be read');
  }
}

function failed(text: string, message: string): ShellScript {
  return { text, commands: [], errors: [{ message, offset: 0 }] };
}
