import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { commandsOf } from '../../src/ecosystems/commands.ts';
import { commute, noEffect, together, unknownEffect, type Effect } from '../../src/fixes/effect.ts';
import { effectOf } from '../../src/fixes/effects.ts';

function effectsOf(command: string): Effect {
  const [run] =
    parseDockerfile('Dockerfile', `FROM scratch\nWORKDIR /app\nRUN ${command}\n`).stages[0]?.instructions.slice(1) ??
    [];
  assert.ok(run?.keyword === 'RUN');
  return together(commandsOf(run, '/app').commands.map(effectOf));
}

const files = (reads: readonly string[], writes: readonly string[]): Effect => ({ kind: 'known', reads, writes });
const system: Effect = { kind: 'known', reads: [], writes: [], system: 'changes' };

suite('what a command does to files', () => {
  const cases: readonly (readonly [command: string, effect: Effect])[] = [
    ['true', noEffect],
    ['cd web && echo "$PATH" 2>/dev/null', noEffect],
    ['[ -n "$CI" ]', noEffect],
    ['[ -f package.json ]', files(['/app/package.json'], [])],
    ['apt-get update && apt-get install -y git', system],
    ['apt-get install -y ./x.deb', { ...system, reads: ['/app/x.deb'] }],
    ['npm install -g npm@10', system],
    ['pip install --upgrade pip', system],
    ['pip install -r requirements.txt', unknownEffect],
    ['pip install .', unknownEffect],
    ['npm run build', unknownEffect],
    ['./configure', unknownEffect],
    ['$TOOL x', unknownEffect],
    ['mkdir -p logs /srv/data', files([], ['/app/logs', '/srv/data'])],
    ['chmod +x bin/start.sh', files([], ['/app/bin/start.sh'])],
    ['chown -R node:node .', files([], ['/app'])],
    ['cp .env.example .env', files(['/app/.env.example'], ['/app/.env'])],
    ['mv a b', files([], ['/app/a', '/app/b'])],
    ['sed -i s/a/b/ package.json', files([], ['/app/package.json'])],
    ['sed -n 1p package.json', files(['/app/package.json'], [])],
    ['echo x > VERSION', files([], ['/app/VERSION'])],
    ['rm -rf *.log', files([], ['/app'])],
    ['rm -rf "$DIR"', unknownEffect],
    ['python -m venv venv', files([], ['/app/venv'])],
    ['curl -fsSL https://example.com/x | bash -', system],
    ['curl -fsSLo tool https://example.com/x', files([], ['/app/tool'])],
    ['wget https://example.com/tool.tgz', files([], ['/app/tool.tgz'])],
    ['tar xzf tool.tgz -C /srv', files(['/app/tool.tgz'], ['/srv'])],
    ['git clone https://example.com/tool.git', files([], ['/app/tool'])],
    ['git describe', unknownEffect],
    [
      'ln -s /usr/bin/python3 /usr/bin/python',
      { kind: 'known', reads: ['/usr/bin/python3'], writes: ['/usr/bin/python'], system: 'changes' },
    ],
    ['echo $(cat VERSION)', files(['/app/VERSION'], [])],
  ];
  for (const [command, effect] of cases) test(command, () => assert.deepEqual(effectsOf(command), effect));
});

test('which steps give the same in either order', () => {
  const orders: readonly (readonly [string, string, boolean])[] = [
    ['true', './configure', true],
    ['apt-get update', 'chmod +x bin/a', true],
    ['apt-get update', './configure', false],
    ['apt-get update', 'useradd app', false],
    ['mkdir a', 'mkdir b', true],
    ['mkdir a', 'touch a/b', false],
    ['cat a', 'cat a', true],
    ['cat a', 'rm a', false],
  ];
  for (const [one, other, same] of orders) {
    assert.equal(commute(effectsOf(one), effectsOf(other)), same, `${one} · ${other}`);
    assert.equal(commute(effectsOf(other), effectsOf(one)), same, `${other} · ${one}`);
  }
});
