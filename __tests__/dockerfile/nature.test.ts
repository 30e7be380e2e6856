import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import type { Nature } from '../../src/dockerfile/model.ts';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';

const NATURES: readonly (readonly [nature: Nature, text: string, path?: string])[] = [
  ['empty', ''],
  ['empty', '\n \t\r\n'],
  ['empty', '\ufeff'],
  ['only-comments', '# nothing here\n'],
  ['only-comments', '# syntax=docker/dockerfile:1\n'],
  ['no-from', 'RUN npm ci\n'],
  ['no-from', 'ARG A\n'],
  ['no-from', 'This is a text about Docker.\n'],
  ['no-from', 'COPY a\n'],
  ['dockerfile', 'FROM a\n'],
  ['dockerfile', 'FROM a b\n'],
  ['template', 'FROM {{ image }}\nRUN a\n'],
  ['template', 'FROM ubuntu:{{version}}\n'],
  ['template', 'FROM a\n{% if x %}\nRUN b\n{% endif %}\n'],
  ['template', 'FROM a\n{{ range .Items }}\nRUN b\n{{ end }}\n'],
  ['template', '<% if x %>\nFROM a\n<% end %>\n'],
  ['template', 'FROM @@BASE@@\n'],
  ['template', 'FROM @BASE@\nRUN a\n'],
  ['template', 'FROM a\n@@INSTALL@@\n'],
  ['template', 'FROM a\n#{x}\nCOPY #{a}\n'],
  ['template', 'FROM a\nINCLUDE(common)\n', 'docker/Dockerfile.in'],
  ['template', 'FROM a\nwhatever\n', 'Dockerfile.j2'],
  ['dockerfile', 'FROM a\nRUN b\n', 'Dockerfile.template'],
  ['dockerfile', "FROM a\nRUN docker inspect --format '{{.Id}}' b\n"],
  ['dockerfile', 'FROM a\nRUN ruby -e "puts \\"#{1}\\""\n'],
  ['dockerfile', 'FROM a\nRUN <<EOF\n{{ x }}\nEOF\n'],
  ['dockerfile', 'FROM a\nRUN printf 100%%\nLABEL a="{{b}}"\n'],
  ['from-dockerfile', 'FROM ./base/Dockerfile\nRUN a\n'],
  ['from-dockerfile', 'FROM ../Dockerfile.base\n'],
  ['from-dockerfile', 'FROM docker/Dockerfile\n'],
];

suite('nature', () => {
  for (const [nature, text, path = 'Dockerfile'] of NATURES) {
    test(`${nature}: ${path} with ${JSON.stringify(text)}`, () => {
      const file = parseDockerfile(path, text);
      assert.equal(file.nature, nature);
      if (nature !== 'dockerfile') assert.deepEqual(file.problems, []);
    });
  }
});
