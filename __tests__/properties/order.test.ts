/**
 * A small builder of its own: what each instruction leaves is a hash of all that it may look at. The image with a suggestion of
 * `cache/order-by-change-rate` that can be committed has to be the one without it.
 */
import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkTree } from '../../src/check.ts';
import { defaultSettings } from '../../src/findings/settings.ts';
import { applyEdits } from '../../src/fixes/apply.ts';
import { memoryTree } from '../../src/repository/memory.ts';

const lock = {
  lockfileVersion: 3,
  packages: { '': { dependencies: { a: '1.0.0' } }, 'node_modules/a': { version: '1.0.0' } },
};
const context: Readonly<Record<string, string>> = {
  'requirements.txt': 'flask\n',
  'package.json': '{"dependencies":{"a":"1.0.0"}}',
  'package-lock.json': JSON.stringify(lock),
  VERSION: '1\n',
  'start.sh': '#!/bin/sh\n',
  'tool.sh': '#!/bin/sh\n',
  'docs/index.md': '',
  'docs/deep/more.txt': 'flask\n',
  'conf/.npmrc': 'a=b\n',
  'conf/pip.conf': '',
  'web/package.json': '{"dependencies":{"b":"1.0.0"}}',
  'web/requirements.txt': 'django\n',
};

const copies = [
  'VERSION ./',
  'VERSION /srv/VERSION',
  'start.sh /usr/local/bin/',
  'start.sh tool.sh ./',
  'docs ./docs',
  'docs ./',
  'conf ./',
  'conf/pip.conf /etc/pip.conf',
  'web ./',
  'web ./web',
  'requirements.txt ./',
  'requirements.txt VERSION ./',
  'package.json package-lock.json ./',
  'package.json package-lock.json ./web/',
].map((words) => `COPY ${words}`);

const others = [
  'RUN pip install -r requirements.txt',
  'RUN pip install -r /app/requirements.txt',
  'RUN npm ci',
  'RUN cd web && npm ci',
  'RUN chmod +x start.sh',
  'RUN chmod +x /usr/local/bin/start.sh',
  'RUN sed -i s/a/b/ requirements.txt',
  'RUN sed -i s/a/b/ VERSION',
  'RUN cat VERSION >> requirements.txt',
  'RUN cp VERSION docs/VERSION',
  'RUN rm -rf docs',
  'RUN rm -rf /app',
  'RUN mkdir -p docs/made',
  'RUN sh tool.sh',
  'RUN apt-get install -y curl',
  'WORKDIR /app',
  'WORKDIR /srv',
  'ENV A=1',
  'USER app',
];

class Failed extends Error {}

class Image {
  readonly files = new Map<string, string>();
  workdir = '/app';
  readonly settings = new Set<string>();

  run(line: string): void {
    const [keyword = '', ...words] = line.split(' ');
    if (keyword === 'WORKDIR') this.workdir = words[0] ?? '/';
    else if (keyword === 'ENV' || keyword === 'USER') this.settings.add(line);
    else if (keyword === 'COPY') this.#copy(words.slice(0, -1), words.at(-1) ?? '');
    else this.#command(words, this.workdir);
  }

  #copy(sources: readonly string[], destination: string): void {
    const to = posix.resolve(this.workdir, destination);
    for (const source of sources) {
      const isFile = source in context;
      for (const path of Object.keys(context)) {
        if (isFile && path === source)
          this.files.set(destination.endsWith('/') ? posix.join(to, posix.basename(path)) : to, path);
        else if (!isFile && path.startsWith(`${source}/`))
          this.files.set(posix.join(to, path.slice(source.length)), path);
      }
    }
  }

  #command(words: readonly string[], directory: string): void {
    const [program = '', ...rest] = words;
    const at = (path = ''): string => posix.resolve(directory, path);
    if (program === 'cd') this.#command(rest.slice(2), at(rest[0]));
    else if (program === 'pip')
      this.#write('/site', this.#read('/site', false) + this.#read(at(rest[2])) + this.#read('/etc/pip.conf', false));
    else if (program === 'npm') {
      const settings = this.#read(at('.npmrc'), false);
      this.#write(
        at('node_modules/a'),
        this.#read(at('package.json')) + this.#read(at('package-lock.json')) + settings,
      );
    } else if (program === 'chmod') this.#write(at(rest[1]), `${this.#read(at(rest[1]))}+x`);
    else if (program === 'sed') this.#write(at(rest[2]), `${this.#read(at(rest[2]))}~`);
    else if (program === 'cat') this.#write(at(rest[2]), this.#read(at(rest[2])) + this.#read(at(rest[0])));
    else if (program === 'cp') this.#write(at(rest[1]), this.#read(at(rest[0])));
    else if (program === 'rm')
      for (const path of this.files.keys()) if (`${path}/`.startsWith(`${at(rest[1])}/`)) this.files.delete(path);
    if (program === 'sh') this.#write('/out', this.#read(at(rest[0])) + JSON.stringify(this.state()));
    if (program === 'apt-get') this.#write('/packages', this.#read('/packages', false));
  }

  #read(path: string, needed = true): string {
    const content = this.files.get(path);
    if (content === undefined && needed) throw new Failed(path);
    return `(${content ?? ''})`;
  }

  #write(path: string, content: string): void {
    this.files.set(path, content + [...this.settings].toSorted().join());
  }

  state(): unknown {
    return [[...this.files].toSorted(([a], [b]) => (a < b ? -1 : 1)), this.workdir, [...this.settings].toSorted()];
  }
}

function built(text: string): unknown {
  const image = new Image();
  try {
    for (const line of text.split('\n').slice(1)) if (line !== '') image.run(line);
  } catch (error) {
    if (error instanceof Failed) return null;
    throw error;
  }
  return image.state();
}

test('an order that can be committed makes the same image', () => {
  let seen = 0;
  const line = fc.oneof(fc.constantFrom(...copies), fc.constantFrom(...others));
  const last = fc.constantFrom(
    'COPY requirements.txt ./\nRUN pip install -r requirements.txt',
    'COPY package.json package-lock.json ./\nRUN npm ci',
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 7 }), last, (lines, end) => {
      const text = ['FROM python', 'WORKDIR /app', ...lines, end, ''].join('\n');
      const before = built(text);
      if (before === null) return;
      const options = {
        dockerfiles: ['Dockerfile'],
        settings: defaultSettings,
        context: null,
        only: ['cache/order-by-change-rate'],
      };
      for (const { fix } of checkTree(memoryTree({ ...context, Dockerfile: text }), options).findings) {
        if (!fix?.safe) continue;
        const after = applyEdits(
          text,
          fix.edits.filter(({ path }) => path === 'Dockerfile'),
        );
        assert.deepEqual(built(after), before, after);
        seen += 1;
      }
    }),
    { numRuns: 2000 },
  );
  assert.ok(seen > 100, `only ${seen} suggestions`);
});
