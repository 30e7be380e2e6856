import type { Values } from '../../../rules/logs/redirected-to-file.ts';
import { say } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

export default ruleText<Values>({
  title: 'Standard output sent to a file by the shell',
  sentence({ program, file, how }) {
    if (how === 'tee')
      return say`What ${program} prints also goes to ${file} through ${'tee'}: the file grows in the container and is lost with it, and the pipe keeps a shell in front of ${program}.`;
    if (how === 'script')
      return say`${'script'} copies all that it runs into ${file}: the file grows in the container and is lost with it.`;
    if (how === 'split')
      return say`What ${program} prints also goes to ${file}: the file grows in the container and is lost with it.`;
    if (how === 'exec')
      return say`From here on the script, and ${program} with it, prints to ${file}: the log stays in the container, is lost with it, and the container's own log is empty.`;
    return say`The shell sends what ${program} prints to ${file}: the log stays in the container, is lost with it, and the container's own log is empty.`;
  },
  why:
    'Logs in files give the container state, and a container that is replaced takes them along (L1). The twelve factors treat logs as a stream (XI): ' +
    'the program writes to standard output, and whatever runs the container collects, stores and rotates it.',
  fine: 'When the file is what the program is for (a dump, a report), or when something outside needs exactly this file from a mount and can not read the container log.',
  suggestion: ({ program }) => say`Let ${program} print to the container's standard output`,
});
