import type { Values } from '../../../rules/cache/unused-files-in-copy.ts';
import { list, say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: 'Files of no use to the build in a broad copy',
  sentence: ({ copy, isMount, files, step }) =>
    say`${copy.text} on line ${copy.line} ${isMount ? say`mounts` : say`brings`} ${list(files, and)}, which no step names, and each change ${of(files)} runs ${step.label} on line ${step.line} again.`,
  why: 'A copy is made again when any file in it changes, and so is every layer below it. Settings of the hosting, of editors and of Compose change nothing in the program. An ignore line keeps them out of the build context, so that a change of them alone is no change for the builder.',
  fine: 'When a step of the build, or a program or script in the image, reads these files, or when tests that run in the image do.',
  suggestion: ({ files }) => say`Leave ${files.length === 1 ? say`it` : say`them`} out of the build context`,
});

function of(files: readonly string[]): Phrase {
  if (files.length > 1) return say`of one of them`;
  return files[0]?.endsWith('/') ? say`in it` : say`of it`;
}
