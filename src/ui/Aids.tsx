import { useLab } from './context.tsx'
import { Icon } from './marks.tsx'

/** Buttons for the settings and the help, last in the header of every page. */
export function Aids() {
  const { lab, say } = useLab()
  return (
    <>
      {(['settings', 'help'] as const).map((name) => (
        <button
          type="button"
          key={name}
          className="aid"
          aria-label={say(`aid.${name}`)}
          title={say(`aid.${name}`)}
          aria-haspopup="dialog"
          onClick={() => lab.openDialog(name)}
        >
          <Icon name={name} />
        </button>
      ))}
    </>
  )
}
