import { say } from './words.ts'
import './present.css'

/** Shown in place of the outcomes while the curtain is closed. */
export default function Cover() {
  return (
    <div className="cover">
      <p>
        <b>{say('present.cover')}</b> {say('present.coverLead')}
      </p>
    </div>
  )
}
