import type { PipDoubt } from '../../../ecosystems/pip.ts';
import type { TextsByKind } from '../../by-kind.ts';
import { say } from '../../phrase.ts';

const texts: TextsByKind<PipDoubt> = {
  'pip/local-project': ({ path, target }) =>
    path === ''
      ? say`The install builds the local project ${target}, and needs its sources.`
      : say`${path} names the local project ${target}, whose sources the install needs.`,
  'pip/variable-path': ({ path, text }) => say`A path in ${path} depends on a variable: ${text}.`,
  'pip/dynamic-dependencies': ({ path }) =>
    say`The dependencies of ${path} are worked out by a build, which may read other files.`,
  'pip/setting-names-file': ({ variable, value }) => say`The variable ${variable} makes the install read ${value}.`,
};
export default texts;
