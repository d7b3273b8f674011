/** The drawing of the quiz: hills, a path and what grows along it; drawn for these pages, used by the page and by the picture. */
import type { Result } from './round'

export const WIDTH = 390
export const HEIGHT = 230
export const SUN = { x: 316, y: 54, r: 25 }
export const HILLS = [
  { d: 'M0 122 C58 82 108 92 165 112 S292 72 390 108 V230 H0Z', fill: '#c9d8a3' },
  { d: 'M0 152 C70 120 132 152 202 140 S322 114 390 142 V230 H0Z', fill: '#9dbb73' },
  { d: 'M0 184 C82 162 150 192 232 176 S342 166 390 180 V230 H0Z', fill: '#6d9a4f' },
]
export const PATH = 'M-10 224 C52 208 74 196 122 200 S192 220 244 206 S302 184 338 188 S384 178 402 170'
/** A wood on the far hills. */
export const WOOD = [
  { x: 34, y: 118, size: 0.55 },
  { x: 52, y: 112, size: 0.7 },
  { x: 72, y: 112, size: 0.5 },
  { x: 238, y: 112, size: 0.6 },
  { x: 256, y: 106, size: 0.75 },
  { x: 276, y: 106, size: 0.55 },
  { x: 352, y: 112, size: 0.6 },
]
export const CONIFER = 'M0 -44 L12 -26 H7 L14 -12 H8 L16 0 H2.5 V7 H-2.5 V0 H-16 L-8 -12 H-14 L-7 -26 H-12Z'
export const CROWN = 'M0 -42 C11 -43 18 -34 14 -26 C22 -20 15 -8 4 -10 L2.5 -10 V6 H-2.5 V-10 L-4 -10 C-15 -8 -22 -20 -14 -26 C-18 -34 -11 -43 0 -42Z'
export const TUFT = 'M0 4 C-1 -9 -8 -15 -13 -18 C-9 -11 -5 -4 -4 4Z M-1 4 C-3 -11 -1 -20 2 -26 C3 -16 3 -6 3 4Z M2 4 C4 -8 9 -13 14 -15 C10 -8 7 -2 6 4Z'
export const STONE = 'M-9 4 C-10 -2 -4 -6 1 -5 C7 -5 10 0 9 4Z'
export const SEED = 'M0 4 C-7 3 -8 -4 0 -9 C8 -4 7 3 0 4Z'
const SHAPES = [TUFT, CROWN, TUFT, CONIFER]
const FILLS = ['#2f6b34', '#2a5f3e', '#3b7430', '#1f5240']

export interface Plant {
  d: string
  fill: string
  x: number
  y: number
  size: number
}

/** What stands along the path: grass and trees where an answer was right, a seed where it was not, a stone where nobody has said yet. */
export function plants(results: Result[], total: number): Plant[] {
  const places = Math.max(total, results.length, 8)
  return results.map((result, n) => {
    const share = (n + 0.5) / places
    const x = 16 + share * (WIDTH - 32)
    const y = 200 - share * 18 + (n % 2 ? -16 : 16)
    const shape = n % SHAPES.length
    const fit = Math.min(1.3, 12 / places)
    const stands = { x, y, size: fit }
    if (result.right === null) return { d: STONE, fill: '#efe3c2', ...stands }
    return result.right ? { d: SHAPES[shape] ?? TUFT, fill: FILLS[shape] ?? '#2f6b34', ...stands } : { d: SEED, fill: '#7a5230', ...stands }
  })
}
