/**
 * Random stages, and a small builder that runs them: what a suggestion without doubts leaves in the image is what was there before, the finding is gone,
 * and no comment is lost.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { createBuild, type Build } from '../../src/build.ts';
import { buildContext } from '../../src/context/context.ts';
import type { BuildContext } from '../../src/context/model.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { Dockerfile, Scope } from '../../src/dockerfile/model.ts';
import { applyEdits } from '../../src/fixes/apply.ts';
import { memoryTree } from '../../src/repository/memory.ts';
import copyBeforeInstall from '../../src/rules/cache/copy-before-install.ts';

const dependencies = { dependencies: { express: '^4.0.0' } };
const repository: Readonly<Record<string, string>> = {
  'package.json': JSON.stringify({ name: 'shop', ...dependencies }),
  'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { '': { name: 'shop', ...dependencies } } }),
  'requirements.txt': 'flask==3.0.0\n',
  'lib/a.js': 'a',
  'lib/b.py': 'b',
  build: 'the build script',
  '.dockerignore': 'node_modules\nvenv\n',
};

function buildOf(text: string): Build {
  const tree = memoryTree({ ...repository, Dockerfile: text });
  const context: BuildContext = buildContext(tree, {
    directory: '',
    kind: 'local',
    origin: { kind: 'root', at: null },
    doubt: null,
    dockerfile: 'Dockerfile',
  });
  return createBuild(tree, parseDockerfile('Dockerfile', text), { context, doubt: null, declared: [] });
}

class Failed extends Error {}

function hash(...values: readonly unknown[]): string {
  return createHash('sha1').update(JSON.stringify(values)).digest('base64url').slice(0, 8);
}

/** Files of the image and the state of its system after the only stage; `failed` when a step can't run. */
function image(dockerfile: Dockerfile): unknown {
  const files = new Map<string, string>();
  let system = '';
  try {
    for (const instruction of dockerfile.stages[0]?.instructions ?? []) {
      const { scope } = instruction;
      const workdir = scope.workdir ?? '/';
      if (instruction.keyword === 'COPY') {
        const into = instruction.destinationPath ?? '/';
        for (const { value } of instruction.sources) {
          const source = value === '.' ? '' : (value ?? '');
          for (const [path, text] of Object.entries(repository)) {
            const isIn = source === '' || path.startsWith(`${source}/`);
            const name = isIn ? path.slice(source === '' ? 0 : source.length + 1) : path;
            if (isIn || path === source)
              files.set(`${into.replace(/\/\.?$/, '')}/${name}`, `${text} of ${instruction.chown?.raw ?? 'root'}`);
          }
        }
      } else if (instruction.keyword === 'RUN' && instruction.command.form === 'shell') {
        const exported: string[] = [];
        for (const command of instruction.command.text.split(/&&|;|\n/).map((part) => part.trim())) {
          system = run(command, { files, workdir, system, settings: [settingsOf(scope), ...exported], exported });
        }
      }
    }
  } catch (error) {
    if (error instanceof Failed) return 'failed';
    throw error;
  }
  const { end } = dockerfile.stages[0] ?? {};
  return { files: inOrder(files), system, end: end ? settingsOf(end) : '' };
}

function settingsOf(scope: Scope): string {
  return JSON.stringify([
    scope.user?.raw,
    scope.workdir,
    scope
      .variables()
      .map(({ name, value }) => `${name}=${value}`)
      .toSorted(),
  ]);
}

function inOrder(files: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...files].toSorted(byName);
}

function byName([a]: readonly [string, string], [b]: readonly [string, string]): number {
  return a < b ? -1 : 1;
}

function commentsOf(dockerfile: Dockerfile): readonly string[] {
  return dockerfile.comments.map(({ text }) => text).toSorted();
}

interface Machine {
  readonly files: Map<string, string>;
  readonly workdir: string;
  readonly system: string;
  readonly settings: readonly string[];
  readonly exported: string[];
}

/** The system's state afterwards. */
function run(command: string, { files, workdir, system, settings, exported }: Machine): string {
  const need = (name: string): string => {
    const text = files.get(`${workdir}/${name}`);
    if (text === undefined) throw new Failed(name);
    return text;
  };
  // An install does not care whose its manifests are.
  const text = (name: string): string => need(name).replace(/ of \w+/, '');
  if (command === '' || command.startsWith('set ') || command.startsWith('echo ') || command.startsWith('rm -rf /tmp'))
    return system;
  if (command.startsWith('export ')) exported.push(command);
  else if (command.startsWith('apt-get')) return hash(system, command, settings);
  else if (command.startsWith('npm ci'))
    files.set(
      `${workdir}/node_modules/express`,
      hash(text('package.json'), text('package-lock.json'), system, settings),
    );
  else if (command.startsWith('pip install')) return hash(system, text('requirements.txt'), settings);
  else if (command === './build') {
    need('build');
    const own = [...files].filter(([path]) => path.startsWith(`${workdir}/`)).toSorted(byName);
    files.set(`${workdir}/dist/out`, hash(own, system, settings));
  } else if (command.startsWith('chmod')) files.set(`${workdir}/lib/a.js`, `${need('lib/a.js')} +x`);
  else if (command.startsWith('sed')) files.set(`${workdir}/package.json`, `${need('package.json')} edited`);
  else if (command.startsWith('mkdir')) files.set(`${workdir}/logs/`, files.get(`${workdir}/logs/`) ?? 'empty');
  else if (command.startsWith('cp')) files.set(`${workdir}/lib/c.js`, need('lib/a.js'));
  else throw new Error(`the builder does not know ${command}`);
  return system;
}

const command = fc.constantFrom(
  'npm ci',
  'npm ci',
  'pip install -r requirements.txt',
  './build',
  'chmod +x lib/a.js',
  'sed -i s/a/b/ package.json',
  'mkdir -p logs',
  'cp lib/a.js lib/c.js',
  'apt-get install -y git',
  'echo done',
  'export MODE=x',
  'rm -rf /tmp/x',
);
const commands = fc.array(command, { minLength: 1, maxLength: 4 });
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'COPY . .',
      'COPY . /app/',
      'COPY lib ./lib',
      'COPY package.json package-lock.json ./',
      'COPY requirements.txt .',
      'COPY --chown=1000 . .',
      'COPY lib/a.js lib/b.py ./lib/',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'ENV A=1',
      'ARG B=2',
      'USER app',
      'USER root',
      'WORKDIR /app',
      'WORKDIR /srv',
      'LABEL x=y',
      'EXPOSE 80',
    ),
  },
  {
    weight: 4,
    arbitrary: fc
      .tuple(commands, fc.constantFrom(' && ', ' && \\\n    ', '; ', ' \\\n    && '))
      .map(([list, joint]) => `RUN ${joint === '; ' ? 'set -e; ' : ''}${list.join(joint)}`),
  },
  { weight: 1, arbitrary: commands.map((list) => `RUN <<EOF\nset -e\n${list.join('\n')}\nEOF`) },
);
const stage = fc
  .tuple(
    fc.array(fc.tuple(step, fc.constantFrom('', '', '\n', '# why\n', '\n# why\n', '# why\n\n', '\n# why\n\n# why\n')), {
      minLength: 2,
      maxLength: 8,
    }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([steps, eol]) => {
    const numbered = steps.map(([text, above], index) => above.replaceAll('why', `why ${index}`) + text);
    return `FROM node:22\nWORKDIR /app\n${numbered.join('\n')}\n`.replaceAll('\n', eol);
  });

suite('a suggestion without doubts', () => {
  test('leaves the same image', () => {
    let safe = 0;
    fc.assert(
      fc.property(stage, (text) => {
        const build = buildOf(text);
        if (build.dockerfile.problems.length > 0) return;
        const before = image(build.dockerfile);
        fc.pre(before !== 'failed');
        for (const { fix } of copyBeforeInstall.check(build)) {
          if (!fix || fix.doubts.length > 0) continue;
          safe += 1;
          assert.deepEqual([...new Set(fix.edits.map(({ path }) => path))], ['Dockerfile']);
          const fixed = applyEdits(text, fix.edits);
          const after = buildOf(fixed);
          assert.deepEqual(after.dockerfile.problems, []);
          assert.deepEqual(image(after.dockerfile), before, fixed);
          assert.deepEqual([...copyBeforeInstall.check(after)], [], fixed);
          assert.deepEqual(commentsOf(after.dockerfile), commentsOf(build.dockerfile));
          assert.equal(fixed.includes('\r\n'), text.includes('\r\n'));
          assert.ok(!/[^\r]\n/.test(fixed) || !text.includes('\r\n'), 'mixed line ends');
        }
      }),
      { numRuns: 1000 },
    );
    assert.ok(safe > 20, `only ${safe} suggestions were safe: the test saw too little`);
  });
});
