import type { From, Nature, Problem } from './model.ts';

/** What else a file named like a Dockerfile can be, and is then not judged. */
export function natureOf(file: {
  readonly path: string;
  readonly lines: readonly string[];
  readonly hasStatements: boolean;
  /** Also one that BuildKit refuses. */
  readonly hasFrom: boolean;
  readonly hasComments: boolean;
  readonly froms: readonly From[];
  readonly problems: readonly Problem[];
}): Nature {
  if (!file.hasStatements) return file.hasComments ? 'only-comments' : 'empty';
  if (isTemplate(file)) return 'template';
  if (file.froms.some(({ image }) => isDockerfilePath(image.raw))) return 'from-dockerfile';
  return file.hasFrom ? 'dockerfile' : 'no-from';
}

/** `{{ x }}`, `{% x %}`, `<% x %>`, `@@X@@`, `#{x}`, `@X@`, `%%X%%`. */
const MARKER = /\{\{|\{%|<%|@@\w+@@|#\{|@[A-Z][A-Z0-9_]*@|%%\w+%%/;
/** Nothing of a Dockerfile starts so. */
const LINE_MARKER = /^[\t ]*(?:\{\{|\{%|<%|@@\w+@@|%%\w+%%)/;
const TEMPLATE_NAME = /\.(?:template|tmpl|tpl|j2|jinja2?|erb|mustache|hbs|m4|in|ejs|gotmpl|liquid)$/i;

/**
 * RUN may hold `{{` and `#{` for a program of its own, so that they count only where they break the file or stand where BuildKit reads.
 */
function isTemplate({ path, lines, froms, problems }: Parameters<typeof natureOf>[0]): boolean {
  if (froms.some(({ image, platform }) => MARKER.test(image.raw) || MARKER.test(platform?.raw ?? ''))) return true;
  if (problems.length === 0) return false;
  return TEMPLATE_NAME.test(path) || lines.some((line) => LINE_MARKER.test(line) || MARKER.test(line));
}

/** Some tools include another Dockerfile with `FROM ./path/Dockerfile`; to BuildKit it is no image. */
function isDockerfilePath(image: string): boolean {
  return /^\.{0,2}\//.test(image) || /(?:^|\/)Dockerfile(?:\.[\w.-]+)?$/.test(image);
}
