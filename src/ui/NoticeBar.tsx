import { lazy, Suspense } from 'react'
import { useLab, useLabState } from './context.tsx'
import { OpenAndEdit } from './OpenAndEdit.tsx'

const UpdateNotice = lazy(() => import('./offline/UpdateNotice.tsx'))

const roles = { link: 'alert', info: 'alert', copy: 'note', update: 'status', import: 'alert' } as const

/** Notices: shown, and said aloud. Untrusted text is shown as text only. */
export function NoticeBar() {
  const { lab, say } = useLab()
  const notice = useLabState((state) => state.notice)
  if (notice === null) return null
  return (
    <div className={`notice ${notice.kind}`} role={roles[notice.kind]}>
      <div>
        {notice.kind === 'link' && (
          <>
            {notice.problems.length > 0 && <p>{say(notice.all ? 'problem.link' : 'problem.address')}</p>}
            <ul>
              {notice.problems.slice(0, 5).map(({ field, problem }) => (
                <li key={`${field} ${problem}`}>{say('problem.field', { field, problem })}</li>
              ))}
              {notice.ignored.length > 0 && (
                <li>{say('problem.ignored', { names: notice.ignored.slice(0, 5).join(', ') })}</li>
              )}
            </ul>
          </>
        )}
        {notice.kind === 'import' && (
          <>
            <p>{notice.title}</p>
            <ul>
              {notice.lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
            {notice.undo && (
              <button type="button" onClick={() => lab.undo()}>
                {say('faults.undo')}
              </button>
            )}
            {notice.back && (
              <button type="button" onClick={() => notice.back && lab.open(notice.back.page)}>
                {notice.back.label}
              </button>
            )}
          </>
        )}
        {notice.kind === 'info' && (
          <p>
            {say(notice.id)} {notice.id.startsWith('lock.') && <OpenAndEdit />}
          </p>
        )}
        {notice.kind === 'update' && (
          <Suspense>
            <UpdateNotice reload={notice.reload} />
          </Suspense>
        )}
        {notice.kind === 'copy' && (
          <label>
            {say('share.failed')} <input readOnly value={notice.link} onFocus={({ target }) => target.select()} />
          </label>
        )}
      </div>
      <button type="button" onClick={() => lab.notify(null)}>
        {say('problem.dismiss')}
      </button>
    </div>
  )
}
