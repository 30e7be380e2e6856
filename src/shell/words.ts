/** What rules ask of shell commands, in one place to import from. */
export { commandsOf } from './nested.ts';
export { execWords, type Program, programName, programOf } from './program.ts';
export { commandsOfRun, type DockerfileScript, scriptOf, shellScriptOf } from './script.ts';
