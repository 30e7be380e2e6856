import type { Values } from '../../../rules/state/volume.ts';
import { list, say } from '../../phrase.ts';
import { ruleText } from '../../text.ts';
import { and } from '../terms.ts';

export default ruleText<Values>({
  title: 'Application data kept in a volume of the image',
  sentence: ({ paths }) =>
    say`${'VOLUME'} keeps ${list(paths, and)} on the machine that the container happens to run on: started without ${'-v'}, every container gets an unnamed volume of its own there, which its successor never sees.`,
  why: 'Containers are bad at keeping things: they are made to be thrown away, replaced and multiplied. What has to stay belongs into a service that is good at it (a managed database, an object store). A `VOLUME` line makes that choice for everybody who runs the image, and no image built on it can take the line back. Whoever does want a volume there can still mount one when starting the container.',
  fine: 'When keeping this data is the one job of the image, as it is for a database. When people already run the image and count on the volume: then say so in the ignore, and document the mount instead.',
  suggestion: ({ others }) =>
    others
      ? say`Take it out of the ${'VOLUME'} line; mount it when the container is started`
      : say`Without the line; mount it when the container is started`,
});
