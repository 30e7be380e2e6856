import type { Language } from '../messages/text.ts';

/** A rule's page, relative to the root of this project. */
export function rulePage(rule: string, language: Language): string {
  return language === 'en' ? `docs/rules/${rule}.md` : `docs/${language}/rules/${rule}.md`;
}

/** `base`: address of this project's files at the version in use (`https://github.com/owner/kasane/blob/v1`); null: not known. */
export function rulePageUrl(base: string | null, rule: string, language: Language): string | null {
  return base === null ? null : `${base}/${rulePage(rule, language)}`;
}
