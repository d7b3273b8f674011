/** 公众页面的中文，键以此为准。 */
import { giving } from './giving'
import { quiz } from './quiz'

export const zh = { ...quiz, giving }

/** The sentences of one language. */
export type Messages = typeof zh
