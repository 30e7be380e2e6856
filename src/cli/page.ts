import type { Paint } from '../reports/paint.ts';

/** A page of our own Markdown for a terminal: headings bold, code coloured, links spelt out, comments gone. */
export function page(markdown: string, paint: Paint): string {
  const lines = markdown
    .replace(/<!--[^]*?-->\n?/g, '')
    .replace(/\r\n/g, '\n')
    .split('\n');
  const shown: string[] = [];
  let fence: string | null = null;
  for (const line of lines) {
    const mark = /^(`{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (mark !== null && mark.length >= fence.length && line.trim() === mark) fence = null;
      else shown.push(line === '' ? '' : `    ${codeLine(line, paint)}`);
    } else if (mark !== null) fence = mark;
    // A blank line where a comment or a fence stood is enough.
    else if (line !== '' || (shown.length > 0 && shown.at(-1) !== '')) shown.push(prose(line, paint));
  }
  return `${shown.join('\n').trimEnd()}\n`;
}

function codeLine(line: string, paint: Paint): string {
  if (line.startsWith('+')) return paint('green', line);
  return line.startsWith('-') ? paint('red', line) : paint('cyan', line);
}

function prose(line: string, paint: Paint): string {
  const heading = /^#+ (.*)$/.exec(line)?.[1];
  if (heading !== undefined) return paint('bold', paint.on ? heading.replaceAll('`', '') : heading);
  // The ruler of a table says nothing.
  if (/^\|[\s|:-]+\|$/.test(line)) return paint('dim', line);
  return line
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_, text: string, url: string) =>
      /^https?:/.test(url) ? `${text} (${url})` : text,
    )
    .replace(/\*\*([^*]+)\*\*/g, (_, text: string) => paint('bold', text))
    .replace(/`([^`]+)`/g, (span, code: string) => (paint.on ? paint('cyan', code) : span));
}
