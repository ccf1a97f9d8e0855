import { say } from './words.ts'
import './present.css'

/** What stands where the outcomes would be told, as long as the curtain is drawn. */
export default function Cover() {
  return (
    <div className="cover">
      <p>
        <b>{say('present.cover')}</b> {say('present.coverLead')}
      </p>
    </div>
  )
}
