import { useEffect, useState } from 'react'
import { CopyText } from './CopyText.tsx'
import { say } from './embeddingWords.ts'
import { type PanelProps, useHash } from './shared.ts'
import { useBase, usePacked } from './useShared.ts'

const single = 'downloads/exactly-once-lab.html'
const scorm = 'downloads/exactly-once-lab.scorm12.zip'
const beside = (base: string, file: string): string => new URL(file, base).href

/** The lab as files to download. They are hosted beside it, so the lab as a file offers none. */
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
  if (there === 'looking') return <p role="status">{say('embedding.filesLooking')}</p>
  if (!there) return <p role="status">{say('embedding.filesNone')}</p>
  return (
    <>
      <h3>{say('embedding.files')}</h3>
      <p>{say('embedding.filesLead')}</p>
      <ul className="files">
        <li>
          <a className="button" href={beside(base, single)} download="exactly-once-lab.html">
            {say('embedding.single')}
          </a>
          <p className="quiet">{say('embedding.singleNote')}</p>
        </li>
        <li>
          <a className="button" href={beside(base, scorm)} download="exactly-once-lab.scorm12.zip">
            {say('embedding.scorm')}
          </a>
          <p className="quiet">{say('embedding.scormNote')}</p>
        </li>
      </ul>
      <CopyText label={say('embedding.behind')} text={`#${hash}`} />
    </>
  )
}

/** Whether both files are there. A server may answer every path with its start page, so the answer is checked. */
async function areThere(base: string): Promise<boolean> {
  if (!/^https?:/.test(base)) return false
  try {
    const { ok, headers } = await fetch(beside(base, scorm), { method: 'HEAD' })
    return ok && !/html/.test(headers.get('content-type') ?? '')
  } catch {
    return false
  }
}
