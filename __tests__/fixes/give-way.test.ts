import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import type { Start } from '../../src/dockerfile/model.ts';
import { applyEdits } from '../../src/fixes/apply.ts';
import { giveWay } from '../../src/fixes/give-way.ts';
import { frontsOf } from '../../src/image/front.ts';
import { buildOf } from '../image/build.ts';

function fixed(text: string): string | null {
  const build = buildOf(text);
  const [target] = build.targets;
  assert.ok(target);
  const image = build.image(target);
  const programs = frontsOf(image).flatMap((front) => front.programs);
  const edits = programs.length === 0 ? null : giveWay(build.dockerfile, image, programs);
  return edits && applyEdits(text, edits);
}

function startOf(text: string): Start {
  const instruction = parseDockerfile('Dockerfile', text).instructions.at(-1);
  assert.ok(instruction?.keyword === 'CMD');
  return instruction;
}

const plain = fc.stringMatching(/^[a-z0-9./_:=,@%+-]{1,8}$/);
const quoted = fc.stringMatching(/^[a-z #"&|;>]{1,8}$/).map((text) => `'${text}'`);
const gap = fc.constantFrom(' ', '  ', ' \\\n  ', ' \\\n# why\n  ', '\t');

test('exec form starts the same words, on the same lines', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, fc.oneof(plain, quoted)), { maxLength: 6 }), (args) => {
      const text = `FROM debian:12\nCMD node${args.map(([white, word]) => white + word).join('')}\n`;
      const after = fixed(text);
      // `node --version` ends by itself.
      if (after === null) return;
      const { command } = startOf(after);
      assert.ok(command.form === 'exec', after);
      assert.deepEqual(command.words, ['node', ...args.map(([, word]) => word.replaceAll("'", ''))]);
      assert.equal(after.split('\n').length, text.split('\n').length);
      assert.equal(after.split('# why').length, text.split('# why').length);
    }),
  );
});

test('what a shell has to read keeps its shell, and every other character', () => {
  const special = fc.constantFrom('$PORT', '"$A b"', '*.js', '~/x', '$(id)', '2>&1', '`id`', '{a,b}');
  fc.assert(
    fc.property(
      fc.array(fc.tuple(gap, fc.oneof(plain, quoted, special)), { maxLength: 5 }),
      gap,
      special,
      (args, white, last) => {
        const text = `FROM debian:12\nCMD node${args.map(([space, word]) => space + word).join('')}${white}${last}\n`;
        const after = fixed(text);
        if (after !== null) assert.equal(after, text.replace('CMD node', 'CMD exec node'));
      },
    ),
  );
});
