/** The console in English, all rooms together but the editor, whose page brings its own; the keys are those of the Chinese. */
import { accounts } from './accounts'
import { bridge } from './bridge'
import { codes } from './codes'
import { components } from './components'
import { factors } from './factors'
import { inventory } from './inventory'
import { overview } from './overview'
import { power } from './power'
import { refusals } from './refusals'
import { runs } from './runs'
import { session } from './session'
import { shell } from './shell'
import { tables } from './tables'
import { terms } from './terms'
import type { zh } from '../zh'

export const en: typeof zh = {
  ...shell,
  ...overview,
  ...inventory,
  ...bridge,
  ...power,
  ...tables,
  ...factors,
  ...runs,
  ...accounts,
  ...session,
  ...components,
  ...refusals,
  ...terms,
  code: codes,
  mend: {}, // the server tells it in English, with the values of the case
}
