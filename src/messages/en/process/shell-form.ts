import type { Values } from '../../../rules/process/shell-form.ts';
import { say, words } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

const shells = {
  dash: 'dash',
  bash: 'bash',
  busybox: 'busybox',
  windows: 'the shell',
  other: 'the shell',
  unknown: 'the shell',
};

export default ruleText<Values>({
  title: 'A shell in front of the program',
  sentence(values) {
    if (values.kind === 'ignores-cmd')
      return say`The ENTRYPOINT is in shell form and never sees CMD: ${values.command} on line ${values.line} is ignored.`;
    if (values.kind === 'arguments')
      return say`This CMD is in shell form, so ${values.program} gets ${'/bin/sh'}, ${'-c'} and the whole text as its arguments.`;
    const { instruction, program, shell, base } = values;
    return shell === 'unknown'
      ? say`${instruction} starts ${program} through a shell; unless the shell in ${base} gives way to it, SIGTERM does not reach ${program}.`
      : say`${instruction} starts ${program} through a shell, and ${words(shells[shell])} stays in front of it as process 1: SIGTERM does not reach ${program}, which is killed when the grace period is over.`;
  },
  why:
    'Containers are made to be thrown away and multiplied on demand (P3), and the twelve factors ask for a graceful shutdown on SIGTERM (IX, disposability). ' +
    'A shell that is process 1 has no handler for SIGTERM, and the kernel drops the signal; after the grace period the runtime kills the shell and the program together. ' +
    'An init such as `tini` or `init: true` does not help: the shell ends at once, and the program is killed with it.',
  fine:
    'When the program has nothing to finish: no request under way, no transaction, no file half written. Also when the shell has to stay, for work after the program ' +
    "or to pass the signal on itself (`trap 'kill $pid' TERM; app & wait`, which is not reported).",
  suggestion(values) {
    if (values.kind === 'arguments') return null;
    return values.kind === 'ignores-cmd'
      ? say`Start the program without a shell, so that it gets the words of CMD`
      : say`Let ${values.program} take the place of the shell`;
  },
});
