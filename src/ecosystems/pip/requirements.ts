/**
 * A requirements file, as pip reads it (pip/_internal/req/req_file.py and docs: pip.pypa.io, "Requirements File Format"). Pure text;
 * which of the paths are there is asked elsewhere.
 */
export interface Requirements {
  /** `-r`. As written, variables not expanded. */
  readonly includes: readonly string[];
  /** `-c`. */
  readonly constraints: readonly string[];
  /** Local directories and archives, `-e` and `file:` included. */
  readonly locals: readonly LocalRequirement[];
  /** `--find-links` that name a path. */
  readonly links: readonly string[];
  /** Packages of an index or of version control. */
  readonly packages: number;
  /** Lines whose path depends on a variable. */
  readonly variables: readonly string[];
}

export interface LocalRequirement {
  readonly path: string;
  readonly editable: boolean;
}

export function readRequirements(text: string): Requirements {
  const includes: string[] = [];
  const constraints: string[] = [];
  const locals: LocalRequirement[] = [];
  const links: string[] = [];
  const variables: string[] = [];
  let packages = 0;
  for (const line of logicalLines(text)) {
    const option = /^(?:-([rcef])\s*|--(requirement|constraint|editable|find-links)(?:\s+|\s*=\s*))(\S.*)$/.exec(line);
    const name = option?.[1] ?? option?.[2]?.[0];
    const value = unquote((option?.[3] ?? '').trim());
    if (option) {
      if (name === 'e') {
        const local = localPath(value);
        if (local === null) packages += 1;
        else locals.push({ path: local, editable: true });
      } else if (isAddress(value)) {
        continue;
      } else if (name === 'r') includes.push(value);
      else if (name === 'c') constraints.push(value);
      else if (!/^file:/i.test(value)) links.push(value);
      else links.push(pathOfUrl(value));
      if (hasVariable(value)) variables.push(value);
      continue;
    }
    if (line.startsWith('-')) continue;
    // `; python_version < "3.9"` and `--hash=…` follow the requirement.
    const requirement = line.split(/\s+(?:;|--)|;\s/, 1)[0]?.trim() ?? '';
    const local = localPath(requirement);
    if (local === null) packages += 1;
    else {
      locals.push({ path: local, editable: false });
      if (hasVariable(local)) variables.push(local);
    }
  }
  return { includes, constraints, locals, links, packages, variables };
}

/** The path of a requirement that is no package of an index: `.`, `./x[extra]`, `x/y`, `file:…`, `name @ file:…`, `x.whl`; null: none. */
export function localPath(requirement: string): string | null {
  if (isAddress(requirement)) return null;
  const direct = /^[\w.-]+\s*(?:\[[^\]]*\])?\s*@\s*(\S.*)$/.exec(requirement)?.[1] ?? requirement;
  if (/^file:/i.test(direct)) return pathOfUrl(direct);
  if (isAddress(direct)) return null;
  const path = direct.replace(/\[[^\]]*\]$/, '').trim();
  if (direct !== requirement) return path;
  if (/^\.{1,2}(?:$|\/)/.test(path) || path.includes('/') || /\.(?:whl|zip|tar|tgz|tar\.(?:gz|bz2|xz))$/i.test(path))
    return path;
  return null;
}

export function isAddress(text: string): boolean {
  return /^(?:(?:git|hg|svn|bzr)\+)?[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? !/^file:/i.test(text)
    : text.startsWith('git@');
}

/** `file:///app/x`, `file:./x`, `file:x#egg=y`. */
function pathOfUrl(url: string): string {
  const path = url.replace(/^file:(?:\/\/(?:localhost(?=\/))?)?/i, '').replace(/[#?].*$/, '');
  try {
    return decodeURIComponent(path).replace(/\[[^\]]*\]$/, '');
  } catch {
    return path;
  }
}

function hasVariable(text: string): boolean {
  return /\$\{[A-Z0-9_]+\}/.test(text);
}

function unquote(text: string): string {
  return /^(["'])(.*)\1$/.exec(text)?.[2] ?? text;
}

/** Joins lines that end in `\`, and drops comments, in the order in which pip does both. */
function logicalLines(text: string): readonly string[] {
  const lines: string[] = [];
  let held: string[] = [];
  const flush = (): void => {
    const line = held
      .join('')
      .replace(/(^|\s+)#.*$/, '')
      .trim();
    if (line !== '') lines.push(line);
    held = [];
  };
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const comment = /^\s*#/.test(raw);
    if (raw.endsWith('\\') && !comment) {
      held.push(raw.slice(0, -1));
      continue;
    }
    // A comment line ends a continuation; a space keeps its `#` a comment.
    held.push(comment ? ` ${raw}` : raw);
    flush();
  }
  flush();
  return lines;
}
