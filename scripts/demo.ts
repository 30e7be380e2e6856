/**
 * `node dist/demo.js`: plays a pull request through the bundled action, against a stand-in for GitHub's API in this process. Needs Node 20 or newer,
 * nothing installed and no network. The pull request adds the first Dockerfile of the guidance.
 */
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { checkOut } from '../__tests__/github/checkout.ts';
import { pullRequestEvent, type PullAction } from '../__tests__/github/events.ts';
import type { Pull } from '../__tests__/github/pulls.ts';
import { startGitHub, type GitHub } from '../__tests__/github/server.ts';
import { applySuggestion } from '../__tests__/github/suggestion.ts';
import { outputsIn } from '../__tests__/github/workflow-commands.ts';
import { painter } from '../src/reports/paint.ts';

const dockerfile = `FROM python:3.12-slim

WORKDIR /app

# 全てのファイルを取り込むため、コードが変更されるたびに中間レイヤーが再生成される
COPY . .

# 最初からライブラリをインストールし直す
RUN pip install -r requirements.txt

EXPOSE 8888

CMD ["python", "main.py"]
`;

const paint = painter(process.stdout.isTTY && !process.env['NO_COLOR']);
const out = process.stdout.write.bind(process.stdout);
const say = (text: string): boolean => out(`${text}\n`);
const heading = (text: string): boolean => say(`\n${paint('bold', text)}\n${'─'.repeat(72)}`);
const indented = (text: string): string => text.trimEnd().replaceAll(/^(?=.)/gm, '  ');

interface Played {
  readonly outputs: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly failed: boolean;
  /** Calls that the run made, and how many of them wrote something. */
  readonly calls: number;
  readonly writes: number;
}

/** What the runner does for `uses:`, except that the action runs in this process. */
async function play(github: GitHub, pull: Pull, action: PullAction, round: number): Promise<Played> {
  const folder = mkdtempSync(join(tmpdir(), 'kasane-demo-'));
  const before = github.requests.length;
  const { event, payload, sha, ref } = pullRequestEvent(github, pull.number, action);
  const file = (name: string, text = ''): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const output = file('output');
  const summary = file('summary.md');
  for (const name of ['temp', 'workspace']) mkdirSync(join(folder, name));
  try {
    checkOut(github, pull.headSha, join(folder, 'workspace'));
  } catch {
    // Without git there is no history to show, and the rest is the same.
  }
  // A copy of its own, so that each run loads the bundle anew, as a process would.
  const dist = fileURLToPath(new URL('.', import.meta.url));
  for (const name of readdirSync(dist)) {
    if (name.startsWith('action') || name === 'package.json') copyFileSync(join(dist, name), join(folder, name));
  }
  for (const name of Object.keys(process.env)) {
    if (/^(GITHUB|RUNNER|INPUT|ACTIONS)_|_proxy$/i.test(name)) delete process.env[name];
  }
  Object.assign(process.env, {
    'INPUT_GITHUB-TOKEN': github.token,
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: event,
    GITHUB_EVENT_PATH: file('event.json', JSON.stringify(payload)),
    GITHUB_REPOSITORY: github.fullName,
    GITHUB_SHA: sha,
    GITHUB_REF: ref,
    GITHUB_API_URL: github.apiUrl,
    GITHUB_GRAPHQL_URL: github.graphqlUrl,
    GITHUB_SERVER_URL: github.serverUrl,
    GITHUB_WORKSPACE: join(folder, 'workspace'),
    GITHUB_WORKFLOW: 'Dockerfiles',
    GITHUB_JOB: 'kasane',
    GITHUB_ACTION: '__kasane',
    GITHUB_RUN_ID: String(round),
    GITHUB_OUTPUT: output,
    GITHUB_STEP_SUMMARY: summary,
    RUNNER_TEMP: join(folder, 'temp'),
  });
  // The log of the job is not what a reader of the pull request sees.
  process.stdout.write = () => true;
  try {
    await import(pathToFileURL(join(folder, 'action.js')).href);
  } finally {
    process.stdout.write = out;
  }
  const failed = process.exitCode === 1;
  process.exitCode = 0;
  const requests = github.requests.slice(before);
  const played = {
    outputs: outputsIn(readFileSync(output, 'utf8')),
    summary: readFileSync(summary, 'utf8'),
    failed,
    calls: requests.length,
    writes: requests.filter(({ write }) => write).length,
  };
  rmSync(folder, { recursive: true, force: true });
  return played;
}

const github = await startGitHub();
/** A small project as they are: 40 commits, most of them to the code, now and then to what it needs. */
let base = github.commit({
  'main.py': 'print("hello")\n',
  'requirements.txt': 'flask==3.1.0\n',
  'README.md': '# Hello\n',
  '.dockerignore': '.git\n',
});
for (let number = 1; number <= 40; number += 1) {
  const change =
    number % 13 === 0
      ? { 'requirements.txt': `flask==3.1.${number}\n` }
      : { [number % 5 === 0 ? 'README.md' : 'main.py']: `# ${number}\n` };
  base = github.commit(change, base);
}
github.push('main', base);
github.push('containers', github.commit({ Dockerfile: dockerfile }, base, 'Add a Dockerfile'));
const pull = github.open({ head: 'containers', title: 'Run it in a container' });

heading(`Pull request #${pull.number} adds this Dockerfile`);
say(indented(dockerfile));

const first = await play(github, pull, 'opened', 1);
const comments = pull.threads.flatMap(({ comments: [comment], path, startLine, line }) =>
  comment ? [{ id: comment.id, body: comment.body, path, startLine: startLine ?? line, line }] : [],
);
for (const { body, path, startLine, line } of comments) {
  heading(`The comment on ${path}, lines ${startLine} to ${line} (by ${github.viewer.login})`);
  say(indented(body.replaceAll(/<!--[\s\S]*?-->\n?/g, '')));
}
heading('The job summary');
say(indented(first.summary));
heading('The verdict');
say(
  `  conclusion: ${first.outputs['conclusion']} (the step ${first.failed ? 'fails' : 'passes'}), after ${first.calls} calls, ${first.writes} of them writing`,
);

const [comment] = comments;
if (!comment) throw new Error('The action posted no comment');
applySuggestion(github, pull, comment.id);
heading('Somebody presses "Commit suggestion": the Dockerfile now');
say(indented(github.repository.text(pull.headSha, 'Dockerfile') ?? ''));

const second = await play(github, pull, 'synchronize', 2);
heading('The verdict on that commit');
say(
  `  conclusion: ${second.outputs['conclusion']} (the step ${second.failed ? 'fails' : 'passes'}), ${second.outputs['findings']} findings`,
);
await github.close();
process.exitCode = first.failed && !second.failed && second.outputs['conclusion'] === 'success' ? 0 : 1;
