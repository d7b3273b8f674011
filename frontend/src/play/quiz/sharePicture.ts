/** The picture to share: the round's result over the same drawing; it holds nothing about the person. */
import { languageTag, language, messages, formatYuan } from '../shared/i18n/language'
import { HEIGHT, HILLS, PATH, plants, SUN, WIDTH } from './scene'
import type { Result } from './round'
import { interpolate } from '../shared/i18n/interpolate'

const SIDE = 1080
const FONT = "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"

/** Draw the picture as PNG; null where this browser draws none. */
export function drawPicture(results: Result[], project: string | null): Promise<Blob | null> {
  const canvas = document.createElement('canvas')
  canvas.width = SIDE
  canvas.height = SIDE
  const pen = canvas.getContext('2d')
  if (!pen) return Promise.resolve(null)
  canvas.lang = languageTag(language.value)
  ground(pen)
  writing(pen, results, project)
  land(pen, results)
  return new Promise((done) => canvas.toBlob(done, 'image/png'))
}

function ground(pen: CanvasRenderingContext2D): void {
  pen.fillStyle = '#fdf6e3'
  pen.fillRect(0, 0, SIDE, SIDE)
}

function land(pen: CanvasRenderingContext2D, results: Result[]): void {
  const scale = SIDE / WIDTH
  pen.save()
  pen.translate(0, SIDE - HEIGHT * scale)
  pen.scale(scale, scale)
  for (const hill of HILLS) {
    pen.fillStyle = hill.fill
    pen.fill(new Path2D(hill.d))
  }
  pen.strokeStyle = '#f6e7c4'
  pen.lineWidth = 9
  pen.stroke(new Path2D(PATH))
  for (const plant of plants(results, results.length)) {
    pen.save()
    pen.translate(plant.x, plant.y)
    pen.scale(plant.size, plant.size)
    pen.fillStyle = plant.fill
    pen.fill(new Path2D(plant.d))
    pen.restore()
  }
  pen.restore()
}

function writing(pen: CanvasRenderingContext2D, results: Result[], project: string | null): void {
  const right = results.filter((each) => each.right).length
  const sum = results.reduce((total, each) => total + each.released_fen, 0)
  pen.fillStyle = '#f2b950'
  pen.beginPath()
  pen.arc((SUN.x / WIDTH) * SIDE, 150, 74, 0, 2 * Math.PI)
  pen.fill()
  pen.fillStyle = '#1f3324'
  line(pen, messages.value.name, 72, 140, 640, 60)
  line(pen, interpolate(messages.value.endRight, { right, all: results.length }), 72, 286, SIDE - 144, 104)
  if (sum > 0 && project) line(pen, interpolate(messages.value.released, { sum: formatYuan(sum), project }), 72, 376, SIDE - 144, 54)
  line(pen, messages.value.pictureLine, 72, 446, SIDE - 144, 44)
}

/** A line of text, smaller where it would not fit. */
function line(pen: CanvasRenderingContext2D, text: string, x: number, y: number, width: number, size: number): void {
  let fitting = size
  do pen.font = `600 ${fitting}px ${FONT}`
  while (pen.measureText(text).width > width && (fitting -= 2) > 20)
  pen.fillText(text, x, y, width)
}

/** Whether this browser can hand the picture on. */
export function canShare(file: File): boolean {
  return typeof navigator.share === 'function' && typeof navigator.canShare === 'function' && navigator.canShare({ files: [file] })
}
