import type { BuildContext } from '../context/model.ts';
import type { CopyLike, Dockerfile, Instruction, Run, Stage } from '../dockerfile/model.ts';
import { basename, dirname, join, relativeTo } from '../repository/paths.ts';
import type { Tree } from '../repository/tree.ts';
import type { ShellCommand } from '../shell/model.ts';
import { commandsOfRun } from '../shell/script.ts';
import type { ImageScript } from './model.ts';
import { chainOf, stageNamed } from './stages.ts';

/** Which file of the repository lies where in the image. Paths in the image are absolute. */
export interface ImageFiles {
  sourceOf(imagePath: string): string | null;
  scriptAt(imagePath: string): ImageScript | null;
  /** Where a program's word leads: a path seen from `workdir`, or a name in PATH that a copy put there; null: not from the context. */
  pathOf(program: string, workdir: string | null): string | null;
}

/** What put a file there: a file of the context, or a heredoc of a COPY. */
type Origin =
  | { readonly kind: 'context'; readonly path: string }
  | { readonly kind: 'heredoc'; readonly text: string; readonly firstLine: number };

/** Copies of copies of copies are followed this far. */
const deepest = 8;

/** Default PATH of every Linux image; directories that the file adds come on top. */
const searched = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'];

export function filesOf(
  {
    tree,
    dockerfile,
    context,
  }: { readonly tree: Tree; readonly dockerfile: Dockerfile; readonly context: BuildContext | null },
  chain: readonly Stage[],
): ImageFiles {
  const known = new Map<string, Origin | null>();
  const origin = (imagePath: string): Origin | null => {
    const path = clean(imagePath);
    const before = known.get(path);
    if (before !== undefined) return before;
    const found = path.startsWith('/') ? locate({ dockerfile, context }, stepsOf(chain), path, 0) : null;
    known.set(path, found);
    return found;
  };
  const sourceOf = (imagePath: string): string | null => {
    const found = origin(imagePath);
    return found?.kind === 'context' && context ? context.toRepository(found.path) : null;
  };
  return {
    sourceOf,
    scriptAt(imagePath) {
      const found = origin(imagePath);
      if (!found) return null;
      if (found.kind === 'heredoc') {
        return {
          imagePath,
          path: dockerfile.path,
          text: found.text,
          firstLine: found.firstLine,
          interpreter: interpreterOf(found.text),
        };
      }
      const path = sourceOf(imagePath);
      const content = path === null ? null : tree.read(path);
      if (path === null || content?.kind !== 'text') return null;
      return { imagePath, path, text: content.text, firstLine: 1, interpreter: interpreterOf(content.text) };
    },
    pathOf(program, workdir) {
      if (program.startsWith('/')) return clean(program);
      if (program.includes('/')) return workdir === null ? null : clean(`${workdir}/${program}`);
      if (program === '') return null;
      const own = chain.flatMap(({ instructions }) =>
        instructions.flatMap((instruction) => (instruction.keyword === 'ENV' ? instruction.pairs : [])),
      );
      const added = own
        .filter(({ name }) => name === 'PATH')
        .flatMap(({ value }) => (value.value ?? value.raw).replaceAll(/["']/g, '').split(':'))
        .filter((directory) => /^\/[^$]*$/.test(directory));
      return (
        [...added, ...searched].map((directory) => clean(`${directory}/${program}`)).find((path) => origin(path)) ??
        null
      );
    },
  };
}

/** `#!/usr/bin/env -S bash -e` → `bash -e`; null without `#!`. */
function interpreterOf(text: string): string | null {
  const line = /^#!\s*([^\r\n]*)/.exec(text)?.[1];
  if (line === undefined) return null;
  const words = line.trim().split(/\s+/);
  const rest = /(?:^|\/)env$/.test(words[0] ?? '') ? words.slice(1).filter((word) => word !== '-S') : words;
  const [program = '', ...options] = rest;
  return [basename(program), ...options].join(' ');
}

function clean(path: string): string {
  const joined = join(path);
  return joined === null || !path.startsWith('/') ? '' : `/${joined}`;
}

function stepsOf(chain: readonly Stage[]): readonly Instruction[] {
  return chain.flatMap(({ instructions }) => instructions).filter(({ onbuild }) => !onbuild);
}

interface Where {
  readonly dockerfile: Dockerfile;
  readonly context: BuildContext | null;
}

/** The last step that put something at `path`, if that is known. */
function locate(where: Where, steps: readonly Instruction[], path: string, depth: number): Origin | null {
  if (depth > deepest) return null;
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    if (step?.keyword === 'RUN') {
      const effect = effectOn(step, path);
      if (effect === 'changed') return null;
      if (effect !== 'none') return locate(where, steps.slice(0, index), effect.from, depth + 1);
    } else if (step?.keyword === 'COPY' || step?.keyword === 'ADD') {
      const found = step.from ? throughStage(where, step, path, depth) : placedBy(where, steps, step, path);
      if (found) return found;
    }
  }
  return null;
}

/** `COPY --from=build /app /app`: what lies at that place of the other stage. */
function throughStage(where: Where, copy: CopyLike, path: string, depth: number): Origin | null {
  const stage = copy.from ? stageNamed(where.dockerfile, copy.from) : null;
  if (!stage || copy.destinationPath === null || copy.parents) return null;
  const destination = clean(copy.destinationPath);
  const steps = stepsOf(chainOf(where.dockerfile, stage));
  for (const { value } of copy.sources) {
    if (value === null || /[*?[]/.test(value)) continue;
    const source = clean(`/${value}`);
    const into = `${destination === '/' ? '' : destination}/${basename(source)}`;
    const below = relativeTo(path.slice(1), destination.slice(1));
    const candidates = [...(path === into ? [source] : []), ...(below === null ? [] : [clean(`${source}/${below}`)])];
    for (const candidate of new Set(candidates)) {
      const found = locate(where, steps, candidate, depth + 1);
      if (found) return found;
    }
  }
  return null;
}

function placedBy({ context }: Where, steps: readonly Instruction[], copy: CopyLike, path: string): Origin | null {
  if (copy.destinationPath === null) return null;
  const destination = clean(copy.destinationPath);
  const asDirectory =
    /(?:^|\/)\.?$/.test(copy.destinationPath) ||
    /(?:^|\/)\.{0,2}\/?$/.test(copy.destination.value ?? '') ||
    copy.sources.length + copy.heredocs.length > 1 ||
    isKnownDirectory(steps, copy, destination);
  const inside = (name: string): string => `${destination === '/' ? '' : destination}/${name}`;
  for (const { name, body, quoted, chomp, startLine } of copy.heredocs) {
    if (path !== (asDirectory ? inside(name) : destination)) continue;
    // BuildKit itself expands variables in it, unless the delimiter is quoted.
    if (!quoted && body.includes('$')) return null;
    return { kind: 'heredoc', text: chomp ? body.replaceAll(/^\t+/gm, '') : body, firstLine: startLine };
  }
  if (!context || copy.exclude.some(({ value }) => value === null || basename(value) === basename(path))) return null;
  for (const { value } of copy.sources) {
    const source = value === null || /^[a-z]+:\/\//.test(value) ? null : join(value);
    if (source === null) continue;
    const entry = /[*?[]/.test(source) ? null : context.get(source);
    if (entry) {
      const name = copy.parents ? source : basename(source);
      if (path === (asDirectory || copy.parents ? inside(name) : destination)) return { kind: 'context', path: source };
      continue;
    }
    const found = /[*?[]/.test(source)
      ? byPattern(context, source, path, inside)
      : byDirectory(context, source, path, inside, copy.parents);
    if (found !== null) return { kind: 'context', path: found };
  }
  return null;
}

function byDirectory(
  context: BuildContext,
  source: string,
  path: string,
  inside: (name: string) => string,
  parents: boolean,
): string | null {
  const top = inside(parents ? source : '').replace(/\/$/, '');
  const below = relativeTo(path.slice(1), top.slice(1));
  if (below === null || below === '') return null;
  const candidate = join(source, below);
  return candidate !== null && context.get(candidate) ? candidate : null;
}

/** A wildcard matches files by their own name, and directories with all below them. */
function byPattern(
  context: BuildContext,
  source: string,
  path: string,
  inside: (name: string) => string,
): string | null {
  const depth = source.split('/').length;
  for (const { path: candidate } of context.select(source) ?? []) {
    const names = candidate.split('/');
    const name = names.length === depth ? basename(candidate) : names.slice(depth).join('/');
    if (inside(name) === path) return candidate;
  }
  return null;
}

const standardDirectories = new Set(
  '/ /app /bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/local/sbin /usr/local/lib /usr/sbin /usr/share /var /var/lib /var/log /var/www'
    .split(' ')
    .filter((path) => path !== '/app'),
);

/** Would `COPY file /there` put it into a directory that is already there? */
function isKnownDirectory(steps: readonly Instruction[], copy: CopyLike, destination: string): boolean {
  if (standardDirectories.has(destination)) return true;
  return steps.some((step) => {
    if (step.index >= copy.index) return false;
    if (step.keyword === 'WORKDIR') {
      const workdir =
        step.path.value === null
          ? null
          : clean(step.path.value.startsWith('/') ? step.path.value : `${step.scope.workdir ?? ''}/${step.path.value}`);
      return workdir === destination || workdir?.startsWith(`${destination}/`) === true;
    }
    if (step.keyword !== 'COPY' && step.keyword !== 'ADD') return false;
    const other = step.destinationPath;
    return (
      other !== null && (other.endsWith('/') ? clean(other) === destination : dirname(clean(other)) === destination)
    );
  });
}

/** Programs that leave the content of the files they are given as it is. */
const harmless = new Set(
  'chmod chown chgrp ls test [ echo stat cat dos2unix file touch setfacl grep head command which bash sh printf'.split(
    ' ',
  ),
);

function effectOn(run: Run, path: string): 'none' | 'changed' | { readonly from: string } {
  const name = basename(path);
  if (!run.normalized.includes(name)) return 'none';
  const script = commandsOfRun(run);
  if (!script) return 'changed';
  let effect: 'none' | 'changed' | { readonly from: string } = 'none';
  for (const command of script.commands) {
    if (!mentions(command, name)) continue;
    const moved = movedTo(command, path, run.scope.workdir);
    if (moved !== null) effect = { from: moved };
    else if (!isHarmless(command, path, run.scope.workdir)) return 'changed';
  }
  return effect;
}

function mentions({ words, redirects }: ShellCommand, name: string): boolean {
  return [...words, ...redirects.flatMap(({ target }) => target ?? [])].some(({ raw, value }) =>
    (value ?? raw).includes(name),
  );
}

function absolute(value: string | null | undefined, command: ShellCommand, workdir: string | null): string | null {
  if (value === null || value === undefined) return null;
  if (value.startsWith('/')) return clean(value);
  if (command.directory === null) return null;
  if (command.directory.startsWith('/')) return clean(`${command.directory}/${value}`);
  return workdir === null ? null : clean(`${workdir}/${command.directory}/${value}`);
}

/** `ln -s a b`, `mv a b`, `cp a b`: where `path` came from. */
function movedTo(command: ShellCommand, path: string, workdir: string | null): string | null {
  const [program, ...rest] = command.words;
  if (!['ln', 'mv', 'cp', 'install'].includes(program?.value ?? '')) return null;
  const operands = rest.filter(({ value }) => value === null || !value.startsWith('-'));
  const [from, to] = operands;
  if (operands.length !== 2 || !from || !to) return null;
  const target = absolute(to.value, command, workdir);
  const isLink = program?.value === 'ln';
  const source =
    isLink && from.value !== null && !from.value.startsWith('/') && target !== null
      ? clean(`${dirname(path)}/${from.value}`)
      : absolute(from.value, command, workdir);
  if (source === null || target === null || source === path) return null;
  const place = target === path ? path : basename(source) === basename(path) && target === dirname(path) ? path : null;
  return place === null ? null : source;
}

/** Runs it, makes it executable, reads it, takes carriage returns out of it, or copies it elsewhere. */
function isHarmless(command: ShellCommand, path: string, workdir: string | null): boolean {
  const name = basename(path);
  if (
    command.redirects.some(
      ({ operator, target }) => operator.includes('>') && (target?.value ?? target?.raw ?? '').includes(name),
    )
  )
    return false;
  const values = command.words.map(({ value, raw }) => value ?? raw);
  const [program = ''] = values;
  if (program.includes(name)) return true;
  if (harmless.has(basename(program))) return true;
  if (basename(program) === 'sed')
    return (
      !values.some((value) => /^(?:-\w*i|--in-place)/.test(value)) ||
      values.some((value) => /^s\/(?:\\r|\^M|\x0d)\$?\/\/g?$/.test(value))
    );
  // `cp`, `ln` of the file itself, or of another one of the same name.
  if (['cp', 'ln', 'install'].includes(basename(program))) return absolute(values.at(-1), command, workdir) !== path;
  return ['mv', 'rm'].includes(basename(program))
    ? !values.slice(1).some((value) => absolute(value, command, workdir) === path)
    : false;
}
