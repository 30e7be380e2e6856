/** The action's door: hands `action/run.ts` what the runner says, and the conclusion back as the exit status. */
import * as core from '@actions/core';
import { context } from '@actions/github';
import packageFile from '../package.json' with { type: 'json' };
import { run } from './action/run.ts';
import type { Runner } from './action/surroundings.ts';

const { env } = process;
const repository = env['GITHUB_REPOSITORY'] ?? '';
const { serverUrl, apiUrl, graphqlUrl } = context;

/** Where the pages of the rules are, at the version that the workflow names; a local action says neither. */
const [home, version] = [env['GITHUB_ACTION_REPOSITORY'], env['GITHUB_ACTION_REF']];
const docsUrl = home && version ? `${serverUrl}/${home}/blob/${version}` : null;

const runner: Runner = {
  annotate(level, message, title, place) {
    const properties = { ...(title === null ? {} : { title }), ...place };
    if (level === 'error') core.error(message, properties);
    else if (level === 'warning') core.warning(message, properties);
    else core.notice(message, properties);
  },
  // The runner takes `##[` for a command anywhere in a line.
  log: (line) => core.info(line.replace(/\s+/g, ' ').replaceAll('##[', '## [')),
  output: (name, value) => core.setOutput(name, value),
  async summary(markdown) {
    if (env['GITHUB_STEP_SUMMARY']) await core.summary.addRaw(markdown).write();
  },
};

const conclusion = await run({
  input: (name) => core.getInput(name),
  event: { name: context.eventName, sha: context.sha, payload: context.payload },
  repository,
  serverUrl,
  addresses: { rest: apiUrl, graphql: graphqlUrl },
  workspace: env['GITHUB_WORKSPACE'] ?? process.cwd(),
  temporary: env['RUNNER_TEMP'] ?? process.cwd(),
  runUrl: repository && context.runId ? `${serverUrl}/${repository}/actions/runs/${context.runId}` : null,
  job: `${context.workflow}/${context.job}`,
  version: packageFile.version,
  docsUrl,
  runner,
  engine: () => import('./action/engine.ts'),
});
process.exitCode = conclusion === 'failure' ? 1 : 0;
