import { readJsonList } from './arguments.ts';
import { readCopy } from './copy.ts';
import { flagProblem } from './flags.ts';
import { readHealthcheck } from './healthcheck.ts';
import { heredocOf } from './heredoc.ts';
import { heredocScript, readInvocation, withHeredocs } from './invocation.ts';
import type { Instruction, Run, Word } from './model.ts';
import { readMount } from './mount.ts';
import { readArgs, readPairs } from './pairs.ts';
import { absolutePath } from './paths.ts';
import { Reading, Refusal, refuse } from './reading.ts';
import type { Statement } from './scan.ts';
import type { Point } from './scope.ts';
import { oneArgument, readFrom, readOneWord, readPorts, readSignal, readVolume } from './words.ts';

/** Where an instruction stands. */
export interface Place {
  readonly escape: string;
  readonly scope: Point;
  /** What holds before the first FROM. */
  readonly global: Point;
  readonly stage: number | null;
  readonly index: number;
}

export interface Read {
  readonly instruction: Instruction;
  /** What holds behind it. */
  readonly after: Point;
  /** The first thing that BuildKit refuses when the stage is built. */
  readonly complaint: Refusal | null;
}

/** Throws a `Refusal` when BuildKit would refuse the instruction whatever is built. */
export function readInstruction(statement: Statement, place: Place): Read {
  const { scope } = place;
  const reading = new Reading(statement, 0, place.escape, scope, (name) => scope.lookup(name));
  return read(reading, place, false);
}

/** The instruction behind ONBUILD. With the scope of the stage that it runs in: what it does there. */
export function readTrigger(statement: Statement, start: number, place: Place, known: boolean): Read {
  const { scope } = place;
  // In a build to come, any variable can have any value.
  const lookup = known ? (name: string) => scope.lookup(name) : () => ({ kind: 'unknown' }) as const;
  return read(new Reading(statement, start, place.escape, scope, lookup), place, true);
}

function read(reading: Reading, place: Place, onbuild: boolean): Read {
  const { statement, scope } = reading;
  const common = {
    range: { startLine: statement.startLine, endLine: statement.endLine },
    comments: statement.comments,
    innerComments: statement.innerComments,
    stage: place.stage,
    index: place.index,
    scope,
    normalized: normalized(statement, reading.start),
    onbuild,
  };
  const done = (instruction: Instruction, after = scope): Read => {
    checkFlags(reading);
    return { instruction, after, complaint: reading.complaint };
  };
  const { keyword } = reading;
  switch (keyword) {
    case 'FROM':
      return done({ ...common, keyword, ...readFrom(reading, place.global) });
    case 'ARG': {
      const { args, after } = readArgs(reading, place.stage === null ? null : place.global);
      return done({ ...common, keyword, args }, after);
    }
    case 'ENV': {
      const pairs = readPairs(reading);
      const after = pairs.reduce(
        (point, { name, value }) => point.withVariable({ name, value: value.value, from: 'env' }),
        scope,
      );
      return done({ ...common, keyword, pairs }, after);
    }
    case 'LABEL':
      return done({ ...common, keyword, pairs: readPairs(reading) });
    case 'RUN':
      return done({ ...common, keyword, ...readRun(reading) });
    case 'COPY':
    case 'ADD':
      return done({ ...common, keyword, ...readCopy(reading) });
    case 'WORKDIR': {
      const path = readOneWord(reading);
      const workdir = path.value === null ? null : absolutePath(path.value, scope.workdir);
      return done({ ...common, keyword, path }, scope.withWorkdir(workdir));
    }
    case 'USER': {
      const user = readOneWord(reading);
      return done({ ...common, keyword, user }, scope.withUser(user));
    }
    case 'SHELL': {
      const list = readJsonList(reading.args);
      if (list.kind === 'not-strings') throw refuse('json-needs-strings', reading.args.text);
      const words = list.kind === 'list' ? list.words.map(({ text }) => text) : [];
      if (words.length === 0) throw refuse('shell-needs-json', reading.args.text);
      return done({ ...common, keyword, words }, scope.withShell(words));
    }
    case 'VOLUME':
      return done({ ...common, keyword, ...readVolume(reading) });
    case 'EXPOSE':
      return done({ ...common, keyword, ports: readPorts(reading) });
    case 'CMD':
    case 'ENTRYPOINT':
      return done({ ...common, keyword, command: readInvocation(reading) });
    case 'HEALTHCHECK': {
      const healthcheck = readHealthcheck(reading);
      return done({ ...common, keyword, ...healthcheck });
    }
    case 'STOPSIGNAL':
      return done({ ...common, keyword, signal: readSignal(reading) });
    case 'MAINTAINER':
      return done({ ...common, keyword, name: oneArgument(reading).text });
    case 'ONBUILD':
      checkFlags(reading);
      return done({ ...common, keyword, trigger: trigger(reading, place, onbuild) });
    default:
      throw refuse('unknown-instruction', reading.command.keyword);
  }
}

function checkFlags(reading: Reading): void {
  // HEALTHCHECK NONE does not look at its flags.
  if (reading.keyword === 'HEALTHCHECK' && /^none$/i.test(reading.args.text)) return;
  const problem = flagProblem(reading.keyword, reading.command.flags);
  if (problem) throw refuse(problem.reason, problem.word);
}

function readRun(reading: Reading): Pick<Run, 'flags' | 'mounts' | 'command' | 'heredocs' | 'heredocScript'> {
  const { heredocs } = reading.statement;
  const [first] = heredocs;
  const isScript = first !== undefined && heredocOf(reading.args.text) !== null;
  const command = isScript
    ? heredocScript(first)
    : heredocs.length > 0
      ? withHeredocs(reading, heredocs)
      : readInvocation(reading);
  const interpreter = isScript && command.form === 'shell' ? (/^#!(.*)/.exec(command.text)?.[1]?.trim() ?? null) : null;
  const flags = reading.modelFlags();
  for (const { name, value } of flags) checkRunFlag(name, value);
  return {
    flags,
    mounts: flags.flatMap(({ name, value }) => (name === 'mount' && value ? [readMount(reading, value)] : [])),
    command,
    heredocs,
    heredocScript: isScript ? { interpreter } : null,
  };
}

function checkRunFlag(name: string, word: Word | null): void {
  const value = word?.value;
  if (value === null || value === undefined) return;
  const isRight =
    name === 'network'
      ? /^(?:default|none|host)$/.test(value)
      : name !== 'security' || value === 'insecure' || value === 'sandbox';
  if (!isRight) throw refuse('invalid-flag-value', value);
}

/** What ONBUILD may not start is refused here; whether its arguments are right shows when it runs. */
function trigger(reading: Reading, place: Place, nested: boolean): Instruction {
  const { args } = reading;
  if (args.text === '') throw refuse('missing-arguments', reading.command.keyword);
  if (nested || /^(?:onbuild|maintainer|from)(?:\s|$)/i.test(args.text)) throw refuse('onbuild-not-allowed', args.text);
  try {
    return readTrigger(reading.statement, args.start, place, false).instruction;
  } catch (error) {
    // Only these two are seen by the parser, which does not know yet that nothing runs.
    if (error instanceof Refusal && !isSeenByParser(error)) throw new Refusal(error.reason, error.word, 'later');
    throw error;
  }
}

function isSeenByParser({ reason, word }: Refusal): boolean {
  return reason === 'json-needs-strings' || (reason === 'bad-key-value' && !word.startsWith('='));
}

function normalized(statement: Statement, start: number): string {
  const line = statement.text
    .slice(start)
    .replace(/[\t\v\f\r ]+/g, ' ')
    .trim();
  return [line, ...statement.heredocs.map(({ body, name }) => body + name)].join('\n');
}
