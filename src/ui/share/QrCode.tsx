import { useMemo } from 'react'
import { encode } from 'uqr'
import { say } from './words.ts'

/** The longest text of a code. Phones read longer ones badly from a screen, and not at all from the back of a room. */
const longest = 1000
/** The white that ISO/IEC 18004 asks for around a code, in modules. */
const quiet = 4

/** A text as a QR code, black on white in every theme, because cameras need that. */
export default function QrCode({ text }: { text: string }) {
  const code = useMemo(() => (text.length > longest ? null : encode(text, { border: quiet })), [text])
  if (code === null) return <p className="quiet">{say('sharing.codeLong')}</p>
  const path = code.data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : []))).join('')
  return (
    <svg className="qr" viewBox={`0 0 ${code.size} ${code.size}`} role="img" aria-label={say('sharing.code')}>
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  )
}
