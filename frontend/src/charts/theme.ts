/** The theme of every chart: the colours of the scopes, quiet axes, tooltips without markup. */
import { formatAxis } from '@/i18n/format'

export const COLOURS = { scope1: '#123d2e', scope2: '#0b7a56', scope3: '#8fc2aa', load: '#2f4b40', supply: '#0b7a56', gap: '#b8651b', neutral: '#9aa8a0' }
const FONT = "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'WenQuanYi Micro Hei', sans-serif"
export const TEXT = { fontFamily: FONT, fontSize: 12, color: '#4b5a52' }

/** Drawn text, not markup: the security policy stays whole. */
export const tooltip = (formatter: (event: never) => string) => ({
  renderMode: 'richText' as const,
  backgroundColor: '#14211b',
  borderWidth: 0,
  padding: [8, 12],
  textStyle: { color: '#fff', fontFamily: FONT, fontSize: 13 },
  formatter,
})

export const grid = (more: object = {}) => ({ left: 8, right: 12, top: 36, bottom: 8, containLabel: true, ...more })
export const legend = { top: 0, left: 0, itemWidth: 12, itemHeight: 12, icon: 'rect', textStyle: TEXT }
export const categoryAxis = (data: string[]) => ({
  type: 'category' as const,
  data,
  axisLabel: { ...TEXT, hideOverlap: true },
  axisTick: { show: false },
  axisLine: { lineStyle: { color: '#c7d0ca' } },
})
export const valueAxis = (name: string, more: object = {}) => ({
  type: 'value' as const,
  name,
  nameTextStyle: { ...TEXT, align: 'left' as const },
  axisLabel: { ...TEXT, formatter: (value: number) => formatAxis(value) },
  splitLine: { lineStyle: { color: '#e8ede9' } },
  ...more,
})
