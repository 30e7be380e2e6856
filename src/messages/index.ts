import { ecosystemDoubts, ruleTexts } from './index.generated.ts';
import { messagesWith, type FoundTexts, type Messages } from './messages.ts';
import type { Language } from './text.ts';

/** All words of one language. */
export function messagesIn(language: Language): Messages {
  const found = { rules: ruleTexts[language], ecosystemDoubts: ecosystemDoubts[language] };
  return messagesWith(language, found as FoundTexts);
}
