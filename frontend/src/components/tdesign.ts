/** The parts of TDesign that the console takes, each with its own style; what is not named here is not loaded. */
import 'tdesign-vue-next/es/button/style/css.mjs'
import 'tdesign-vue-next/es/progress/style/css.mjs'
import 'tdesign-vue-next/es/tag/style/css.mjs'

export { Button } from 'tdesign-vue-next/es/button'
export { Progress } from 'tdesign-vue-next/es/progress'
export { Tag } from 'tdesign-vue-next/es/tag'
