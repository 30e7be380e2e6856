import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { parseDockerfile } from '../../src/dockerfile/parse.ts';
import { installsIn } from '../../src/ecosystems/installs.ts';
import { stepsOf } from '../../src/ecosystems/steps.ts';

/** Installs of one RUN below WORKDIR /app, as `label in directory`. */
function installsOf(command: string, settings = ''): readonly string[] {
  const dockerfile = parseDockerfile('Dockerfile', `FROM scratch\nWORKDIR /app\n${settings}RUN ${command}\n`);
  assert.deepEqual(dockerfile.problems, []);
  return stepsOf(dockerfile, 0).flatMap(({ instruction, workdir }) =>
    instruction.keyword === 'RUN'
      ? installsIn(instruction, workdir).map(({ install }) => `${install.label} in ${install.directory}`)
      : [],
  );
}

suite('npm', () => {
  const found: readonly (readonly [command: string, ...installs: string[]])[] = [
    ['npm ci', 'npm ci in /app'],
    ['npm i', 'npm i in /app'],
    ['npm clean-install --omit=dev', 'npm clean-install in /app'],
    ['npm install --legacy-peer-deps --no-audit --loglevel error', 'npm install in /app'],
    ['npm install --audit false', 'npm install in /app'],
    ['npm --quiet ci', 'npm ci in /app'],
    ['npm --prefix web ci', 'npm ci in /app/web'],
    ['npm ci --prefix=./web', 'npm ci in /app/web'],
    ['npm -C /srv/web install', 'npm install in /srv/web'],
    ['cd web && npm ci && cd ../api && npm ci', 'npm ci in /app/web', 'npm ci in /app/api'],
    ['(cd web; npm ci) && npm i', 'npm ci in /app/web', 'npm i in /app'],
    ['sudo -u node env CI=1 npm ci', 'npm ci in /app'],
    ['NODE_ENV=production npm ci', 'npm ci in /app'],
    ['corepack npm ci', 'npm ci in /app'],
    ['/usr/local/bin/npm ci', 'npm ci in /app'],
    ['bash -lc "cd web && npm ci"', 'npm ci in /app/web'],
    ['["npm", "ci"]', 'npm ci in /app'],
    ['if [ -f x ]; then npm ci; else npm install; fi', 'npm ci in /app', 'npm install in /app'],
    ['npm ci || npm install', 'npm ci in /app', 'npm install in /app'],
    ['<<EOF\nset -e\nnpm ci\nEOF', 'npm ci in /app'],
  ];
  for (const [command, ...installs] of found) test(command, () => assert.deepEqual(installsOf(command), installs));

  const silent: readonly string[] = [
    'npm install express',
    'npm i -g pm2',
    'npm install --global',
    'npm install --location=global npm@10',
    'npm add --save-dev typescript',
    'npm run ci',
    'npm test',
    'npm ci --dry-run',
    'npm install $PACKAGES',
    'npm --prefix "$DIR" ci',
    'echo npm ci',
    'npx ci',
    'yarn install',
    'pnpm install',
    'bun install',
    'for d in a b; do (cd $d && npm ci); done',
    '["echo", "npm", "ci"]',
  ];
  for (const command of silent) test(`nothing: ${command}`, () => assert.deepEqual(installsOf(command), []));

  test('the directory may be a variable of the Dockerfile', () => {
    assert.deepEqual(installsOf('npm --prefix $WEB ci', 'ARG WEB=web\n'), ['npm ci in /app/web']);
    assert.deepEqual(installsOf('WEB=x; npm --prefix $WEB ci', 'ARG WEB=web\n'), []);
  });
});

suite('pip', () => {
  const found: readonly (readonly [command: string, ...installs: string[]])[] = [
    ['pip install -r requirements.txt', 'pip install -r requirements.txt in /app'],
    ['pip3 install -Ur req.txt', 'pip install -r req.txt in /app'],
    ['pip3 install -qUrreq.txt', 'pip install -r req.txt in /app'],
    ['pip3 install -rreq.txt', 'pip install -r req.txt in /app'],
    ['pip3.12 install --no-cache-dir --requirement=req.txt', 'pip install -r req.txt in /app'],
    ['pip --default-timeout 100 install -r a.txt -r b.txt', 'pip install -r a.txt -r b.txt in /app'],
    ['python -m pip install -U -r req.txt', 'pip install -r req.txt in /app'],
    ['python3.11 -I -m pip install -r req.txt', 'pip install -r req.txt in /app'],
    ['venv/bin/pip install -r req.txt', 'pip install -r req.txt in /app'],
    ['pip install -r req.txt gunicorn', 'pip install -r req.txt gunicorn in /app'],
    ['pip install -r req.txt .[dev]', 'pip install -r req.txt .[dev] in /app'],
    ['pip install -r req.txt "gunicorn==$VERSION"', 'pip install -r req.txt gunicorn==$VERSION in /app'],
    ['pip wheel -w /wheels -r req.txt', 'pip wheel -r req.txt in /app'],
    ['uv pip install --system -r req.txt', 'uv pip install -r req.txt in /app'],
    ['uv pip sync req.txt', 'uv pip sync req.txt in /app'],
    ['pip install -e .', 'pip install -e . in /app'],
    ['pip install .[dev]', 'pip install .[dev] in /app'],
    ['pip install ./libs/cart', 'pip install ./libs/cart in /app'],
    ['sudo -H pip install -r /tmp/req.txt', 'pip install -r /tmp/req.txt in /app'],
  ];
  for (const [command, ...installs] of found) test(command, () => assert.deepEqual(installsOf(command), installs));

  const silent: readonly string[] = [
    'pip install flask==3.0.0 gunicorn',
    'pip install --upgrade pip setuptools wheel',
    'pip install git+https://example.com/x.git',
    'pip install -r "$REQUIREMENTS"',
    'pip install $(cat requirements.txt)',
    'pip install -r req.txt "./libs/$NAME"',
    'cat requirements.txt | xargs pip install',
    'pip freeze -r requirements.txt',
    'pip download flask',
    'python setup.py install',
    'python -c "import pip" install -r req.txt',
    'poetry install',
    'uv sync',
    'pipenv install',
  ];
  for (const command of silent) test(`nothing: ${command}`, () => assert.deepEqual(installsOf(command), []));
});
