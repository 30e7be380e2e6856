/** Runs the command line inside a temporary folder, with an engine of two small rules, so that no test here depends on a real rule. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { main } from '../../src/cli/main.ts';
import type { Engine, Surroundings } from '../../src/cli/surroundings.ts';
import type { Question } from '../../src/engine.ts';
import type { Finding } from '../../src/findings/finding.ts';
import type { Incomplete } from '../../src/findings/result.ts';
import { matchPaths, standardNames } from '../../src/repository/names.ts';
import { loadPending, type Source } from '../../src/sources/source.ts';
import { exampleMessages, finding, volumeFinding } from '../reports/example.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

export interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Folder {
  readonly path: string;
  read(path: string): string;
  write(files: Files): void;
  git(...args: readonly string[]): string;
  /** `line`: arguments between blanks. */
  run(line: string, change?: Partial<Surroundings>): Promise<Ran>;
}

export const engine: Engine = {
  rules: [
    { id: 'cache/copy-before-install', severity: 'error', claims: ['C2', 'C3'], factors: ['II'] },
    { id: 'state/volume', severity: 'warning', claims: ['S2'], factors: ['VI'] },
  ],
  messagesIn: exampleMessages,
  check,
};

/** A folder with files, gone after the test. */
export function folder(t: TestContext, files: Files): Folder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'kasane-cli-')));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  const write = (more: Files): void => {
    for (const [name, content] of Object.entries(more)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), content);
    }
  };
  write(files);
  return {
    path,
    read: (name) => readFileSync(join(path, name), 'utf8'),
    write,
    git: (...args) => execFileSync('git', [...identity, ...args], { cwd: path, encoding: 'utf8' }).trim(),
    run: (line, change = {}) => run({ args: line.split(' ').filter((arg) => arg !== ''), directory: path, ...change }),
  };
}

const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];

async function run(change: Partial<Surroundings>): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    write: (text: string) => (written[name] += text),
  });
  const status = await main({
    args: [],
    directory: '.',
    environment: {},
    stdin: () => Promise.resolve(new Uint8Array()),
    stdout: output('stdout'),
    stderr: output('stderr'),
    home: new URL('file:///nowhere/'),
    version: '1.2.3',
    docsUrl: null,
    engine,
    ...change,
  });
  return { status, ...written };
}

async function check(question: Question) {
  const { head, base, changes, only } = question;
  const isDockerfile = matchPaths(question.paths ?? standardNames);
  const all = question.dockerfiles ?? head.tree.paths.filter(isDockerfile);
  const touched = changes && new Set(changes.files.map(({ path }) => path));
  const paths = touched ? all.filter((path) => touched.has(path)) : all;
  const found = await findings(head, paths);
  const before = new Set(base ? (await findings(base, paths)).found.map((one) => `${one.rule} ${one.path}`) : []);
  const settingOf = (rule: string) => question.settings.rules.findLast(({ pattern }) => pattern === rule)?.severity;
  const counted = found.found
    .filter(({ rule }) => !only || only.includes(rule))
    .filter(({ rule }) => settingOf(rule) !== 'off')
    .map((one) => Object.assign(one, { introduced: base ? !before.has(`${one.rule} ${one.path}`) : null }));
  const inScope = counted.filter(({ introduced }) => question.scope !== 'introduced' || introduced);
  return {
    files: paths
      .filter((path) => head.tree.read(path).kind === 'text')
      .map((path) => ({ path, context: question.context ?? '', contextFrom: 'root', ecosystems: [], stages: 1 })),
    findings: inScope,
    incomplete: found.incomplete,
    outOfScope: counted.length - inScope.length,
    ignores: [],
  };
}

async function findings(source: Source, paths: readonly string[]) {
  for (let more = true; more; more = await loadPending(source)) for (const path of paths) source.tree.read(path);
  const incomplete: Incomplete[] = [];
  const found = paths.flatMap((path) => {
    const content = source.tree.read(path);
    if (content.kind === 'text') return inText(path, content.text);
    incomplete.push({ path, reason: content.kind === 'unreadable' ? content : { kind: 'not-found' } });
    return [];
  });
  return { found, incomplete };
}

function inText(path: string, text: string): readonly Finding[] {
  const lines = text.split('\n');
  const copy = lines.findIndex((line) => line.startsWith('COPY . .'));
  const install = lines.findIndex((line) => line.startsWith('RUN pip install -r requirements.txt'));
  const volume = lines.findIndex((line) => line.startsWith('VOLUME'));
  const found: Finding[] = [];
  if (copy >= 0 && install > copy) {
    const eol = lines[copy]?.endsWith('\r') ? '\r\n' : '\n';
    const moved = ['COPY requirements.txt .', 'RUN pip install -r requirements.txt', 'COPY . .', ''].join(eol);
    const range = { startLine: copy + 1, endLine: install + 1 };
    found.push(
      finding({
        path,
        dockerfile: path,
        ...range,
        ranges: [range],
        values: { line: install + 1, manifest: 'requirements.txt', copied: 'COPY . .' },
        fix: { safe: true, doubts: [], edits: [{ path, ...range, newText: moved }] },
      }),
    );
  }
  if (volume >= 0) {
    const range = { startLine: volume + 1, endLine: volume + 1 };
    const fix = { safe: false, doubts: [], edits: [{ path, ...range, newText: '' }] };
    found.push(volumeFinding({ path, dockerfile: path, ...range, ranges: [range], fix }));
  }
  return found;
}
