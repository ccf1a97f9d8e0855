/** Whether the visitor wants no motion; asked afresh each time, because the wish can change while the page is open. */
const query = matchMedia('(prefers-reduced-motion: reduce)')

export const motionIsUnwelcome = (): boolean => query.matches
