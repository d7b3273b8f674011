/** The public pages in English; the keys are those of the Chinese. */
import type { Messages } from '../zh'
import { giving } from './giving'
import { quiz } from './quiz'

export const en: Messages = { ...quiz, giving }
