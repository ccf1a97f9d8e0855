import type { Lab } from '../../app/lab.ts'

export default function Theory(_: { lab: Lab; go: (page: string, at?: string) => void; at?: string | undefined }) {
  return <main />
}
