/** An on-off control. The native checkbox has its state; ARIA in HTML forbids to state it again by aria-checked. */
export function Switch(props: {
  id: string
  'aria-describedby'?: string
  disabled?: boolean
  on: boolean
  onChange: (on: boolean) => void
}) {
  const { on, onChange, ...rest } = props
  return (
    // biome-ignore lint/a11y/useAriaPropsForRole: the checkbox has it built in
    <input {...rest} type="checkbox" role="switch" checked={on} onChange={({ target }) => onChange(target.checked)} />
  )
}
