import { ecosystemDoubts, ruleTexts } from './index.generated.ts';
import { messagesWith, type Messages } from './messages.ts';
import type { Language } from './text.ts';

/** All words of one language. */
export function messagesIn(language: Language): Messages {
  return messagesWith(language, { rules: ruleTexts[language], ecosystemDoubts: ecosystemDoubts[language] });
}
