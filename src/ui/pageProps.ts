import type { Lab } from '../app/lab.ts'

/** What a page is given: the lab whose run it may show, and the way to another page and to a place on it. */
export interface PageProps {
  readonly lab: Lab
  readonly go: (page: string, at?: string) => void
  readonly at?: string | undefined
}
