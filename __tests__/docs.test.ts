/** Documentation is data: links lead somewhere, rule pages have one order, and their examples are what the rule says. */
import assert from 'node:assert/strict';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkTree } from '../src/check.ts';
import { defaultSettings } from '../src/findings/settings.ts';
import { memoryTree } from '../src/repository/memory.ts';
import { rules } from '../src/rules/index.generated.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: root }).toSorted();

test('there are pages to check', () => {
  assert.ok(pages.length > 15, pages.join(', '));
});

suite('links', () => {
  for (const page of pages) {
    test(page, () => {
      const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
      for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
        if (/^[a-z]+:|^#/.test(target)) continue;
        const path = join(root, dirname(page), target.replace(/#.*$/, ''));
        assert.ok(existsSync(path), `${page} links to ${target}, which is not there`);
      }
    });
  }
});

const headings = {
  en: ['What it finds', 'Why', 'Example', 'When it is fine', 'How sure the suggestion is', 'How to ignore it'],
  ja: ['見つけるもの', '理由', '例', '無視してよい場合', '修正案の確かさ', '無視するには'],
};

/** Everything that an example may copy or read; an example shows a Dockerfile, not a repository. */
const repository = {
  'requirements.txt': 'flask==3.0\n',
  'package.json': '{"dependencies":{"express":"^4"}}',
  'package-lock.json': '{"lockfileVersion":3,"packages":{"":{"dependencies":{"express":"^4"}}}}',
  '.dockerignore': 'node_modules\n',
  'main.py': 'print(1)\n',
  'docker-entrypoint.sh': '#!/bin/sh\nexec "$@"\n',
  'server.js': '',
  'src/index.js': '',
  '.github/dependabot.yml': '',
};

function finds(id: string, code: string): boolean {
  const options = { dockerfiles: ['Dockerfile'], settings: defaultSettings, context: null, only: null };
  return checkTree(memoryTree({ ...repository, Dockerfile: code }), options).findings.some(({ rule }) => rule === id);
}

suite('rule pages', () => {
  for (const { id } of rules) {
    for (const language of ['en', 'ja'] as const) {
      const path = `docs/${language === 'en' ? '' : 'ja/'}rules/${id}.md`;
      test(path, () => {
        const text = readFileSync(join(root, path), 'utf8');
        assert.ok(text.startsWith(`# ${id}`) || text.startsWith(`# \`${id}\``), 'the title is the id');
        assert.ok(!text.includes('TODO'));
        const found = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
        assert.deepEqual(found, headings[language]);
        assert.ok(
          text.includes(`# kasane ignore=${id} `) ||
            text.includes(`# kasane ignore-file=${id} `) ||
            id.startsWith('kasane/'),
          'shows how to ignore it',
        );
      });
      test(`${path}: the rule finds the example before, and not the one after`, () => {
        const text = readFileSync(join(root, path), 'utf8');
        const examples = (name: string): string[] =>
          [...text.matchAll(new RegExp(`^\`\`\`Dockerfile ${name}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(
            ([, code = '']) => code,
          );
        assert.ok(examples('before').length > 0, 'has an example');
        for (const code of examples('before')) assert.ok(finds(id, code), `not found:\n${code}`);
        for (const code of examples('after')) assert.ok(!finds(id, code), `still found:\n${code}`);
      });
    }
  }
});
