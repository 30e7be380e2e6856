/** What holds for every Dockerfile and every repository, whatever the rules are. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { checkTree, type TreeCheck } from '../src/check.ts';
import { parseDockerfile } from '../src/dockerfile/parse.ts';
import type { Finding } from '../src/findings/finding.ts';
import { speak } from '../src/findings/precedence.ts';
import { defaultSettings } from '../src/findings/settings.ts';
import { applyEdits } from '../src/fixes/apply.ts';
import { memoryTree } from '../src/repository/memory.ts';

/** Instructions that the rules speak about, and what stands between them in real files. */
const line = fc.oneof(
  fc.constantFrom(
    'WORKDIR /app',
    'WORKDIR /srv/web',
    'COPY . .',
    'COPY . /app',
    'COPY ./ ./',
    'COPY --chown=node:node . .',
    'COPY package.json package-lock.json ./',
    'COPY package*.json ./',
    'COPY requirements.txt .',
    'COPY src ./src',
    'COPY web /app',
    'COPY ["main.py", "./"]',
    'ADD . /app/',
    'RUN npm ci',
    'RUN npm ci && npm run build',
    'RUN cd web && npm install',
    'RUN npm install -g typescript',
    'RUN pip install -r requirements.txt',
    'RUN pip install --no-cache-dir -r requirements.txt \\\n    && rm -rf /root/.cache',
    'RUN apt-get update && apt-get install -y curl && pip install -r requirements.txt',
    'RUN <<EOF\nset -e\npip install -r requirements.txt\nEOF',
    'RUN sed -i s/a/b/ requirements.txt',
    'RUN chown -R node:node /app',
    'RUN useradd app',
    'USER app',
    'USER root',
    'ENV A=1',
    'ARG VERSION',
    'SHELL ["/bin/bash", "-c"]',
    'VOLUME /data',
    'VOLUME ["/var/lib/app", "/tmp"]',
    'EXPOSE 8080',
    '# a comment',
    '',
    'CMD node server.js',
    'CMD ["node", "server.js"]',
    'CMD gunicorn app:app > /var/log/app.log 2>&1',
    'CMD python main.py | tee /logs/x.log',
    'ENTRYPOINT ./start.sh',
    'ENTRYPOINT ["/app/start.sh"]',
    'ENTRYPOINT exec node server.js "$@"',
    'HEALTHCHECK CMD curl -f http://localhost/ || exit 1',
    'FROM node:22-alpine AS next',
    'COPY --from=0 /app /app',
  ),
  fc.stringMatching(/^RUN [a-z$"'&|;> -]{0,30}$/),
);

/** A file with a shape that real ones have, so that suggestions are not rare. */
const likely = fc
  .tuple(
    fc.array(line, { maxLength: 2 }),
    fc.constantFrom('WORKDIR /app', 'WORKDIR /srv/web', ''),
    fc.constantFrom(
      'COPY . .',
      'COPY . /app',
      'COPY ./ ./',
      'COPY --chown=node:node . .',
      'ADD . /app/',
      'COPY src ./src',
    ),
    fc.array(line, { maxLength: 1 }),
    fc.constantFrom(
      'RUN npm ci',
      'RUN npm ci && npm run build',
      'RUN pip install -r requirements.txt',
      '# with a comment\nRUN pip install \\\n    -r requirements.txt # and one behind\nRUN : done',
    ),
    fc.array(line, { maxLength: 3 }),
    fc.constantFrom('CMD node server.js', 'CMD ["node", "server.js"]', 'CMD gunicorn app:app >> /var/log/app.log', ''),
  )
  .map(([before, workdir, copy, between, install, after, start]) => [
    ...before,
    workdir,
    copy,
    ...between,
    install,
    ...after,
    start,
  ]);

const dockerfile = fc
  .tuple(
    fc.constantFrom(
      'FROM node:22',
      'FROM python:3.12-slim',
      'FROM node:22-alpine AS base',
      'FROM ubuntu:24.04',
      'FROM scratch',
      'from debian',
    ),
    fc.oneof(fc.array(line, { maxLength: 12 }), likely),
    fc.constantFrom('\n', '\r\n'),
    fc.boolean(),
  )
  .map(([from, lines, eol, final]) => [from, ...lines].join('\n').replaceAll('\n', eol) + (final ? eol : ''));

const files = fc.record(
  {
    'package.json': fc.constantFrom(
      '{"dependencies":{"express":"^4"}}',
      '{"dependencies":{"express":"^4"},"scripts":{"postinstall":"node tools/x.js"}}',
      '{"workspaces":["web"],"dependencies":{"express":"^4"}}',
      'not json',
    ),
    'package-lock.json': fc.constantFrom(
      '{"lockfileVersion":3,"packages":{"":{"dependencies":{"express":"^4"}}}}',
      '{"lockfileVersion":3,"packages":{"":{"dependencies":{"koa":"^2"}}}}',
    ),
    'requirements.txt': fc.constantFrom('flask==3.0\n', 'flask==3.0\n', '-r base.txt\n', '-e .\n', './libs/x\r\n'),
    'base.txt': fc.constant('flask\n'),
    'web/package.json': fc.constant('{"dependencies":{"vite":"^5"}}'),
    '.dockerignore': fc.constantFrom('node_modules\n', '*\n!src\n!package.json\n', '**/*.txt\n', ''),
    'start.sh': fc.constantFrom(
      '#!/bin/sh\nexec node server.js\n',
      '#!/bin/sh\nnode server.js > /var/log/x.log\n',
      '#!/bin/bash\nset -e\n"$@"\n',
    ),
    'compose.yaml': fc.constantFrom(
      'services:\n  app:\n    build: .\n',
      'services:\n  app:\n    build: ./web\n',
      'a: [\n',
    ),
  },
  { requiredKeys: ['requirements.txt'] },
);

const code = {
  'main.py': 'print(1)\n',
  'server.js': 'listen()\n',
  'src/index.js': '',
  'web/app.js': '',
  'tools/x.js': '',
};
const options = { dockerfiles: ['Dockerfile'], settings: defaultSettings, context: null, only: null };

function checked(repository: Record<string, string>): TreeCheck {
  return checkTree(memoryTree(repository), options);
}

function repositoryOf(text: string, some: Record<string, string | undefined>): Record<string, string> {
  const present = Object.entries(some).flatMap(([path, content]) =>
    content === undefined ? [] : [[path, content] as const],
  );
  return { ...code, ...Object.fromEntries(present), Dockerfile: text };
}

test('no rule fails on any file', () => {
  fc.assert(
    fc.property(dockerfile, files, (text, some) => {
      const { incomplete } = checked(repositoryOf(text, some));
      assert.deepEqual(
        incomplete.filter(({ reason }) => reason.kind === 'internal'),
        [],
      );
    }),
    { numRuns: 400 },
  );
});

test('any text is checked without a failure of ours', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.string({ unit: fc.constantFrom(...Array.from('FROM RUNCPY<E\n\\"\'$&|;>{}[]()#,:=/.-')), maxLength: 300 }),
      ),
      (text) => {
        const { incomplete } = checked({ Dockerfile: `FROM scratch\n${text}` });
        assert.deepEqual(
          incomplete.filter(({ reason }) => reason.kind === 'internal'),
          [],
        );
      },
    ),
    { numRuns: 600 },
  );
});

/** The safe suggestions that are said, and with each one that only a history can bear out the same and that one: of those only some are ever said. */
function together(findings: readonly Finding[]): readonly (readonly Finding[])[] {
  const safe = findings.filter(({ fix }) => fix?.safe);
  const certain = safe.filter(({ threshold }) => !threshold);
  return [certain, ...safe.filter(({ threshold }) => threshold).map((finding) => [...certain, finding])];
}

test('all safe suggestions together leave a file that parses, has none of those findings and no new one', () => {
  let proved = 0;
  fc.assert(
    fc.property(dockerfile, files, (text, some) => {
      const repository = repositoryOf(text, some);
      const before = speak(checked(repository).findings);
      const known = new Set(before.map(({ fingerprint }) => fingerprint));
      for (const safe of together(before)) {
        if (safe.length === 0) continue;
        proved += 1;
        const edits = safe.flatMap(({ fix }) => fix?.edits ?? []);
        const after = { ...repository };
        for (const path of new Set(edits.map((edit) => edit.path))) {
          after[path] = applyEdits(
            after[path] ?? '',
            edits.filter((edit) => edit.path === path),
          );
        }
        const { nature, problems } = parseDockerfile('Dockerfile', after['Dockerfile'] ?? '');
        assert.equal(nature, 'dockerfile');
        assert.deepEqual(problems, []);
        const repaired = new Set(safe.map(({ fingerprint }) => fingerprint));
        for (const { rule, fingerprint, threshold } of speak(checked(after).findings)) {
          assert.ok(!repaired.has(fingerprint), `${rule} is still there`);
          assert.ok(threshold ?? known.has(fingerprint), `${rule} is new`);
        }
      }
    }),
    { numRuns: 500 },
  );
  assert.ok(proved > 20, `only ${proved} files had a safe suggestion: the generator proves nothing`);
});

test('edits of one file never overlap, and lie inside it', () => {
  fc.assert(
    fc.property(dockerfile, files, (text, some) => {
      const repository = repositoryOf(text, some);
      const sets = together(speak(checked(repository).findings)).map((findings) =>
        findings.flatMap(({ fix }) => fix?.edits ?? []),
      );
      for (const [path, edits] of sets.flatMap((safe) => Object.entries(Object.groupBy(safe, (edit) => edit.path)))) {
        const lines = (repository[path] ?? '').split('\n').length;
        const sorted = (edits ?? []).toSorted((a, b) => a.startLine - b.startLine || a.endLine - b.endLine);
        sorted.forEach((edit, index) => {
          assert.ok(edit.startLine >= 1 && edit.endLine >= edit.startLine - 1 && edit.endLine <= lines);
          const next = sorted[index + 1];
          if (next) assert.ok(next.startLine > edit.endLine, 'two edits share a line');
        });
      }
    }),
    { numRuns: 300 },
  );
});

test('white space, comments and moved lines leave a fingerprint as it is', () => {
  fc.assert(
    fc.property(dockerfile, files, (text, some) => {
      const findings = (content: string): string[] =>
        checked(repositoryOf(content, some))
          .findings.filter(({ rule }) => !rule.startsWith('kasane/'))
          .map(({ fingerprint }) => fingerprint)
          .toSorted();
      assert.deepEqual(findings(`# a first comment\n\n${text}`), findings(text));
    }),
    { numRuns: 200 },
  );
});
