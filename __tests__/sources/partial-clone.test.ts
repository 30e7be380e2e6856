import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openHistory } from '../../src/sources/history.ts';
import { clonePartially, type Clone, type CloneRequest } from '../../src/sources/partial-clone.ts';
import { gitServer, type GitServer } from './git-server.ts';
import { commit, git, repository, temporaryFolder, write } from './repository.ts';

const token = 'ghs_Secret0123456789';

/** Ten commits; the tip of `main` is two ahead of `base`. */
function origin(t: TestContext): string {
  const root = repository(t, { 'a.txt': '0', 'src/large.bin': randomBytes(200_000) });
  git(root, 'config', 'uploadpack.allowFilter', 'true');
  for (let index = 1; index < 10; index += 1) {
    write(root, { 'a.txt': `${index}` });
    commit(root);
  }
  git(root, 'branch', 'base', 'HEAD~2');
  return root;
}

function request(t: TestContext, server: GitServer, root: string, changes: Partial<CloneRequest> = {}): CloneRequest {
  return {
    url: server.url,
    commit: git(root, 'rev-parse', 'base'),
    depth: 4,
    token,
    temporary: temporaryFolder(t),
    timeLimit: 30_000,
    sizeLimit: 10_000_000,
    ...changes,
  };
}

async function refused(wanted: CloneRequest): Promise<Extract<Clone, { kind: 'none' }>> {
  const clone = await clonePartially(wanted);
  assert(clone.kind === 'none');
  assert.deepEqual(readdirSync(wanted.temporary), [], 'nothing is left');
  assert(!clone.detail.includes(token) && !clone.detail.includes(encoded), clone.detail);
  return clone;
}

const encoded = Buffer.from(`x-access-token:${token}`).toString('base64');

async function all<T>(stream: AsyncIterable<T>): Promise<readonly T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

test('a clone has the history up to a commit, and no contents', async (t) => {
  const root = origin(t);
  const server = await gitServer(t, root, { token });
  const wanted = request(t, server, root);
  const clone = await clonePartially(wanted);
  assert(clone.kind === 'clone', JSON.stringify(clone));

  const ranges = { tip: wanted.commit, commits: 3 };
  const here = await openHistory(clone.root, ranges);
  const there = await openHistory(root, ranges);
  assert(here.kind === 'history' && there.kind === 'history');
  assert.equal(here.cut, null);
  assert.deepEqual(here.start, there.start);
  assert.deepEqual(await all(here.commits), await all(there.commits));
  const more = await openHistory(clone.root, { tip: wanted.commit, commits: 4 });
  assert.equal(more.kind === 'history' && more.cut, 'shallow', 'and not more than was asked for');
  assert.throws(() => git(clone.root, 'cat-file', '-e', 'base'), 'no branches');
  assert(filesBelow(clone.root).reduce((sum, path) => sum + statSync(path).size, 0) < 100_000, 'no contents');

  for (const path of filesBelow(clone.root)) {
    const bytes = readFileSync(path);
    assert(!bytes.includes(token) && !bytes.includes(encoded), path);
  }
  clone.remove();
  assert.deepEqual(readdirSync(wanted.temporary), []);
});

test('a public repository needs no token', async (t) => {
  const root = origin(t);
  const server = await gitServer(t, root);
  const clone = await clonePartially(request(t, server, root, { token: '' }));
  assert.equal(clone.kind, 'clone');
  assert(server.requests.every(({ headers }) => headers.authorization === undefined));
});

test('the token shows in no list of processes', { skip: !existsSync('/proc') }, async (t) => {
  const root = origin(t);
  const seen = new Set<string>();
  const server = await gitServer(t, root, {
    token,
    before: () => {
      for (const line of commandLines()) seen.add(line);
      return false;
    },
  });
  assert.equal((await clonePartially(request(t, server, root))).kind, 'clone');
  const own = [...seen].filter((line) => line.includes(server.url));
  assert(own.length >= 2, 'fetch and its helper were seen');
  for (const line of own) assert(!line.includes(token) && !line.includes(encoded), line);
});

/** Of all processes that can be seen, as `ps` shows them. */
function commandLines(): readonly string[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ')] : [];
    } catch {
      return [];
    }
  });
}

test('a header that a configuration has for this server is not sent as well', async (t) => {
  const root = origin(t);
  const server = await gitServer(t, root, { token });
  const home = temporaryFolder(t);
  const proof = join(home, 'started');
  writeFileSync(
    join(home, '.gitconfig'),
    `[http "${server.url}"]\n\textraHeader = Authorization: Basic b3RoZXI6b3RoZXI=\n` +
      `[credential]\n\thelper = "!touch ${proof};"\n[core]\n\taskPass = touch\n[init]\n\tdefaultObjectFormat = sha256\n`,
  );
  withEnvironment(t, {
    HOME: home,
    XDG_CONFIG_HOME: home,
    SSH_ASKPASS: 'touch',
    GIT_TRACE_CURL: proof,
    GIT_TRACE2: proof,
  });
  assert.equal((await clonePartially(request(t, server, root))).kind, 'clone');
  assert.equal((await refused(request(t, server, root, { token: 'wrong' }))).reason, 'refused');
  assert(!existsSync(proof), 'no helper, no trace');
});

function withEnvironment(t: TestContext, variables: Readonly<Record<string, string>>): void {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  t.after(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
    Object.assign(process.env, before);
  });
}

test('why there is no clone', async (t) => {
  const root = origin(t);
  const server = await gitServer(t, root, { token });
  assert.equal((await refused(request(t, server, root, { token: `${token}x` }))).reason, 'refused');
  assert.equal((await refused(request(t, server, root, { token: '' }))).reason, 'refused');
  assert.equal((await refused(request(t, server, root, { url: `${server.url}-gone` }))).reason, 'refused');
  assert.equal((await refused(request(t, server, root, { commit: 'f'.repeat(40) }))).reason, 'no-commit');
  assert.equal((await refused(request(t, server, root, { commit: 'base' }))).reason, 'failed');
  assert.equal((await refused(request(t, server, root, { commit: '--upload-pack=touch' }))).reason, 'failed');
  assert.equal((await refused(request(t, server, root, { url: 'http://127.0.0.1:1/x' }))).reason, 'failed');
  for (const url of [
    root,
    `file://${root}`,
    'ext::sh -c touch% x',
    'ssh://git@localhost/x',
    'http://u:p@localhost/x',
    '',
  ]) {
    assert.equal((await refused(request(t, server, root, { url }))).reason, 'failed', url);
  }
  const gone = await clonePartially(request(t, server, root, { temporary: join(temporaryFolder(t), 'gone') }));
  assert.equal(gone.kind === 'none' && gone.reason, 'failed');
});

test('a server that says no in its own ways', async (t) => {
  const root = origin(t);
  for (const [status, reason] of [
    [403, 'refused'],
    [500, 'failed'],
  ] as const) {
    const server = await gitServer(t, root, {
      before: ({ headers }, response) => {
        response.writeHead(status).end(`no ${headers.authorization}`);
        return true;
      },
    });
    assert.equal((await refused(request(t, server, root))).reason, reason);
  }
  const page = await gitServer(t, root, {
    before: ({ headers }, response) => {
      response.end(`<p>${headers.authorization}, please log in</p>`);
      return true;
    },
  });
  assert.equal((await refused(request(t, page, root))).reason, 'failed');
});

test('a redirect is not followed: nobody else gets the token', async (t) => {
  const root = origin(t);
  const other = await gitServer(t, root);
  const server = await gitServer(t, root, {
    before: ({ url = '' }, response) => {
      response.writeHead(302, { Location: new URL(url, other.url).href }).end();
      return true;
    },
  });
  assert.equal((await refused(request(t, server, root))).reason, 'failed');
  assert.deepEqual(other.requests, []);
});

test('a server that never answers is left after the time limit, by all processes', async (t) => {
  const root = origin(t);
  for (const hangs of ['/info/refs', '/git-upload-pack']) {
    const server = await gitServer(t, root, { token, before: ({ url = '' }) => url.includes(hangs) });
    assert.equal((await refused(request(t, server, root, { timeLimit: 1000 }))).reason, 'time-limit');
    assert(
      server.requests.some(({ url }) => url.includes(hangs)),
      'it got that far',
    );
    while ((await server.connections()) > 0) await sleep(10);
  }
});

test('a repository that is too large is given up', async (t) => {
  const root = origin(t);
  git(root, 'config', 'uploadpack.allowFilter', 'false');
  write(root, { large: randomBytes(3_000_000) });
  const large = commit(root);
  const server = await gitServer(t, root, {
    token,
    before: (_, response) => {
      // The end of the pack never comes, so that nothing but its size can stop it.
      let sent = 0;
      const pass = response.write.bind(response);
      response.write = ((chunk: Buffer) => {
        sent += chunk.length;
        return pass(chunk);
      }) as typeof response.write;
      const end = response.end.bind(response);
      response.end = (() => (sent > 1_000_000 ? response : end())) as typeof response.end;
      return false;
    },
  });
  const wanted = request(t, server, root, { commit: large, sizeLimit: 1_000_000 });
  assert.equal((await refused(wanted)).reason, 'size-limit');
  const fast = await gitServer(t, root, { token });
  assert.equal((await refused({ ...wanted, url: fast.url })).reason, 'size-limit', 'all there before anybody looked');
});

test('a git that reads no settings from its environment is told from a token that is refused', async (t) => {
  const root = origin(t);
  const server = await gitServer(t, root, { token });
  const wanted = request(t, server, root);
  const folder = temporaryFolder(t);
  const real = execFileSync('which', ['git'], { encoding: 'utf8' }).trim();
  const old = `[ "$2" = version ] || [ "\${*: -1}" = version ] && { echo "git version 2.30.2"; exit; }`;
  writeFileSync(join(folder, 'git'), `#!/bin/bash\n${old}\nunset GIT_CONFIG_COUNT\nexec '${real}' "$@"\n`, {
    mode: 0o755,
  });
  const { PATH } = process.env;
  process.env['PATH'] = `${folder}:${PATH}`;
  t.after(() => {
    process.env['PATH'] = PATH;
  });
  assert.equal((await refused(wanted)).reason, 'old-git');
  assert.equal((await refused({ ...wanted, token: '' })).reason, 'refused');
});
