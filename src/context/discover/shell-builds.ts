import { join } from '../../repository/paths.ts';
import type { Tree } from '../../repository/tree.ts';
import { commandsOf } from '../../shell/nested.ts';
import { parseShell } from '../../shell/parse.ts';
import { programOf } from '../../shell/program.ts';
import type { DeclaredBuild, OriginKind } from '../model.ts';
import { readBuildCommand, unknown } from './build-command.ts';
import { cacheExport } from './cache-export.ts';
import { buildArgWords, changingArgs, changingWord } from './changing-args.ts';
import { declare } from './declare.ts';

export interface ShellSource {
  readonly kind: OriginKind;
  readonly path: string;
  readonly text: string;
  /** Where it may be run from: directories of the repository, the likeliest first. */
  readonly from: readonly string[];
  /** Line of the file for an offset of the text. */
  lineOf(offset: number): number;
}

/** Is there anything to read? Cheap, so that most scripts are never parsed. */
export function mentionsBuild(text: string): boolean {
  return /docker|podman|nerdctl|finch|depot|buildah|kaniko/.test(text) && text.split('\n').some(isBuildLine);
}

function isBuildLine(line: string): boolean {
  return (
    /\bbuildah\b|\bkaniko\b/.test(line) ||
    (/\b(?:docker|podman|nerdctl|finch|depot)\b/.test(line) && /\b(?:build|b)\b/.test(line))
  );
}

/** Variables that stand for the root of the repository, or the place where the script runs: close enough, since hardly any moves in between. */
const here =
  /\$\((?:pwd|CURDIR)\)|`pwd`|\$\{?(?:PWD|GITHUB_WORKSPACE|CI_PROJECT_DIR|WORKSPACE|CIRCLE_WORKING_DIRECTORY|BITBUCKET_CLONE_DIR)\}?(?!\w)/g;

/** `cd "$(dirname "$0")/.."`: from then on the script runs in its own directory, or above it. */
const ownDirectory =
  /^[ \t]*(?:cd|pushd)\s+(?:--\s+)?"?\$\(\s*dirname\s+(?:--\s+)?"?\$\{?(?:0|BASH_SOURCE(?:\[0\])?)\}?"?\s*\)((?:\/\.\.)*)\/?"?/m;

/** All builds that a shell text runs. */
export function shellBuilds(tree: Tree, source: ShellSource): readonly DeclaredBuild[] {
  if (!mentionsBuild(source.text)) return [];
  const moved = ownDirectory.exec(source.text);
  const own = moved ? join(source.from.at(-1) ?? '', moved[1] ?? '') : null;
  const text = substitute(source.text.replace(here, '.'));
  return commandsOf(parseShell(text)).flatMap((command) => {
    const program = programOf(command.words);
    const said = readBuildCommand(program.words.map(({ value, raw }) => value ?? knownStart(raw)));
    if (!said) return [];
    const directory = own !== null && command.directory === null ? '' : command.directory;
    if (directory === null || directory.startsWith('/')) return [];
    const starts = own === null ? source.from : [own];
    const line = source.lineOf(command.start);
    return declare(tree, {
      ...said,
      kind: source.kind,
      path: source.path,
      line,
      changingArgs: changingArgs(
        buildArgWords(
          program.words.map(({ raw }) => raw),
          source.text,
        ),
        changingWord,
      ),
      cacheExport: cacheExport(said.cacheTo, { path: source.path, line }),
      from: starts.flatMap((start) => join(start, directory, program.directory ?? '') ?? []),
      fileFrom: 'directory',
    });
  });
}

/** `A=$(date)` is A with a value that nobody knows. */
function knownStart(raw: string): string {
  const [start = ''] = raw.split(/[$`*?[{~]/, 1);
  return `${start.replaceAll(/["'\\]/g, '')}${unknown}`;
}

/** Replaces variables that the text sets once, to a text. Keeps every line where it is. */
function substitute(text: string): string {
  const values = new Map<string, string | null>();
  for (const { assignments, words } of parseShell(text).commands) {
    const exported = ['export', 'readonly', 'local', 'declare'].includes(words[0]?.value ?? '')
      ? words.slice(1).flatMap(({ value }) => {
          const [, name, assigned] = /^(\w+)=([^]*)$/.exec(value ?? '') ?? [];
          return name === undefined ? [] : [{ name, value: assigned ?? null }];
        })
      : [];
    if (words.length > 0 && exported.length === 0) continue;
    for (const { name, value } of [
      ...assignments.map((assignment) => ({
        name: assignment.name,
        value: assignment.value ? assignment.value.value : '',
      })),
      ...exported,
    ]) {
      values.set(name, values.has(name) ? null : value);
    }
  }
  return replaceKnown(text, values);
}

/** `$X`, `${X}` and `${X:-default}`; what is not known stays. */
function replaceKnown(text: string, values: ReadonlyMap<string, string | null>): string {
  return text.replace(
    /\$(?:\{(\w+)(?::?-([^{}$\n]*))?\}|(\w+))/g,
    (written, braced?: string, standard?: string, bare?: string) => {
      const value = values.get(braced ?? bare ?? '');
      if (typeof value === 'string' && !/[\n"'`\\$]/.test(value)) return value;
      return value === undefined && standard !== undefined ? standard : written;
    },
  );
}

/** `lineOf` for a text that begins on a line of its file. */
export function linesFrom(text: string, first: number): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return first + low;
  };
}
