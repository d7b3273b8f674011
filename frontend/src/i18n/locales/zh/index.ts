/** The console in 简体中文, all rooms together but the editor, whose page brings its own. This is the list of all keys; the other language has the same, or it does not compile. */
import { accounts } from './accounts'
import { bridge } from './bridge'
import { codes } from './codes'
import { components } from './components'
import { factors } from './factors'
import { inventory } from './inventory'
import { mends } from './mends'
import { overview } from './overview'
import { power } from './power'
import { refusals } from './refusals'
import { runs } from './runs'
import { session } from './session'
import { shell } from './shell'
import { tables } from './tables'
import { terms } from './terms'

export const zh = {
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
  mend: mends as Record<string, string>,
}
