import { useEffect, useState } from 'react'
import { CopyText } from './CopyText.tsx'
import { type PanelProps, useHash } from './shared.ts'
import { useBase, usePacked } from './useShared.ts'
import { say } from './words.ts'

const single = 'downloads/exactly-once-lab.html'
const scorm = 'downloads/exactly-once-lab.scorm12.zip'
const beside = (base: string, file: string): string => new URL(file, base).href

/** The lab to take away: hosted beside it, so from a file there is nothing to download. */
export function FilesTab({ shared }: PanelProps) {
  const hash = usePacked(useHash(shared))
  const base = useBase()
  const [there, setThere] = useState<boolean | 'looking'>('looking')
  useEffect(() => {
    let wanted = true
    void areThere(base).then((found) => wanted && setThere(found))
    return () => {
      wanted = false
    }
  }, [base])
  if (there === 'looking') return <p role="status">{say('sharing.filesLooking')}</p>
  if (!there) return <p role="status">{say('sharing.filesNone')}</p>
  return (
    <>
      <h3>{say('sharing.files')}</h3>
      <p>{say('sharing.filesLead')}</p>
      <ul className="files">
        <li>
          <a className="button" href={beside(base, single)} download="exactly-once-lab.html">
            {say('sharing.single')}
          </a>
          <p className="quiet">{say('sharing.singleNote')}</p>
        </li>
        <li>
          <a className="button" href={beside(base, scorm)} download="exactly-once-lab.scorm12.zip">
            {say('sharing.scorm')}
          </a>
          <p className="quiet">{say('sharing.scormNote')}</p>
        </li>
      </ul>
      <CopyText label={say('sharing.behind')} text={`#${hash}`} />
    </>
  )
}

/** Both are made by one build. A server that answers every path with its start page has neither. */
async function areThere(base: string): Promise<boolean> {
  if (!/^https?:/.test(base)) return false
  try {
    const { ok, headers } = await fetch(beside(base, scorm), { method: 'HEAD' })
    return ok && !/html/.test(headers.get('content-type') ?? '')
  } catch {
    return false
  }
}
