import type { ProblemReason } from '../../../dockerfile/model.ts';
import type { Values } from '../../../rules/kasane/invalid-dockerfile.ts';
import { say, type Phrase } from '../../phrase.ts';
import { ruleText } from '../../text.ts';

const reasons: Readonly<Record<ProblemReason, (values: Values) => Phrase>> = {
  'unknown-instruction': ({ word, nearest }) =>
    nearest === null
      ? say`there is no instruction ${word}`
      : say`there is no instruction ${word}; did you mean ${nearest}?`,
  'missing-arguments': ({ word }) => say`${word} says too little: an argument is missing`,
  'instruction-before-from': ({ word }) => say`${word} stands above the first ${'FROM'}, where only ${'ARG'} may stand`,
  'unterminated-heredoc': ({ word }) => say`the heredoc ${word} never ends`,
  'unknown-flag': ({ word }) => say`this instruction has no option ${word}`,
  'duplicate-flag': ({ word }) => say`the option ${word} is given twice`,
  'flag-needs-value': ({ word }) => say`the option ${word} needs a value`,
  'invalid-flag-value': ({ word }) => say`an option can't have the value ${word}`,
  'copy-needs-destination': () => say`a copy needs at least one source and a destination`,
  'destination-needs-slash': ({ word }) => say`with several sources the destination ${word} has to end with ${'/'}`,
  'onbuild-not-allowed': ({ word }) => say`${word} can't stand behind ${'ONBUILD'}`,
  'from-arguments': ({ word }) => say`${'FROM'} takes an image and ${'AS name'}, not ${word}`,
  'invalid-stage-name': ({ word }) =>
    say`${word} can't be the name of a stage: it has to begin with a letter, and hold only letters, digits, ${'-'}, ${'_'} and ${'.'}`,
  'stage-not-found': ({ word }) => say`no stage above is called ${word}`,
  'stage-cycle': ({ word }) => say`the stage ${word} needs itself`,
  'bad-key-value': ({ word }) => say`${word} is not a pair ${'NAME=value'}`,
  'shell-needs-json': () => say`${'SHELL'} takes a JSON list such as ${'["/bin/bash", "-c"]'}`,
  'one-argument-only': ({ word }) => say`${word} takes exactly one argument`,
  'bad-variable': ({ word }) => say`the variable in ${word} can't be read`,
  'empty-image-name': ({ word }) => say`the image name ${word} comes out empty`,
  'healthcheck-arguments': ({ word }) => say`${'HEALTHCHECK'} takes ${'CMD …'} or ${'NONE'}, not ${word}`,
  'invalid-mount': ({ word }) => say`${word} is not a mount that the builder knows`,
  'add-flags': ({ word }) => say`${word} works only with a single address as the source`,
  'invalid-directive': ({ word }) => say`${word} is not a value for this directive`,
  'json-needs-strings': () => say`a JSON list here may hold only strings`,
  'invalid-image-name': ({ word }) => say`no image can be called ${word}; names of images are lower case`,
  'copy-from-address': ({ word }) => say`${'COPY'} can't fetch ${word}; only ${'ADD'} takes an address`,
  'invalid-port': ({ word }) => say`${word} is not a port, a range of ports or a protocol`,
  'invalid-signal': ({ word }) => say`${word} is not a signal`,
};

export default ruleText<Values>({
  title: 'A Dockerfile that BuildKit refuses',
  sentence: (values) => say`BuildKit refuses line ${values.line}: ${reasons[values.reason](values)}.`,
  why: 'A file that can not be built can not be reviewed either: nothing else is said about it until this is repaired.',
  fine: 'When another tool fills the file in before it is built. Then give it a name that says so (`Dockerfile.template`), or leave it out with `paths`.',
  suggestion: () => null,
});
