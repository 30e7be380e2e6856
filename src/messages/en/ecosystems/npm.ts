import type { NpmDoubt } from '../../../ecosystems/npm.ts';
import type { TextsByKind } from '../../by-kind.ts';
import { say } from '../../phrase.ts';

const texts: TextsByKind<NpmDoubt> = {
  'npm/lifecycle-script': ({ path, script, command }) =>
    say`The ${script} script of ${path} (${command}) runs on install, and may need files that are not copied yet.`,
  'npm/local-dependency': ({ name, target }) =>
    say`The dependency ${name} is the local package ${target}, whose files the install needs.`,
  'npm/native-build': ({ path }) => say`${path} makes npm compile the package's own sources on install.`,
  'npm/prisma-schema': ({ path }) =>
    say`Prisma generates its client on install, from ${path}: it has to be copied first, and what is generated has to stay.`,
  'npm/lock-missing': ({ path }) =>
    say`${path} is not in the build context: a cached install would keep the versions of its day.`,
  'npm/lock-out-of-step': ({ path, name }) => say`${path} does not agree with the manifest about ${name}.`,
  'npm/lock-rewritten': ({ path }) =>
    say`This npm writes ${path} in a newer format, and the copy below would bring the old one back.`,
  'npm/member-programs': ({ path }) =>
    say`The workspace member of ${path} has programs (${'bin'}) that npm links on install only when they are there.`,
  'npm/member-unreadable': ({ path }) => say`${path} of a workspace member could not be read.`,
  'npm/inside-workspace': ({ path }) => say`npm installs for the workspace of ${path}, which lists this directory.`,
  'npm/setting-names-file': ({ path, setting }) => say`${setting} in ${path} names a file that the install reads.`,
};
export default texts;
