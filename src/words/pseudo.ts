/**
 * A language that nobody speaks, made from English by rule: every letter with an accent, every sentence two fifths
 * longer. What is not shown in it was never in a catalogue, and what does not fit in it will not fit in German.
 */
const accented: Readonly<Record<string, string>> = Object.fromEntries(
  [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'].map((letter, i) => [
    letter,
    [...'áƀçďéƒğĥíĵķĺɱñóƥɋŕšťúṽŵẋýžÁɃÇĎÉƑĞĤÍĴĶĹṀÑÓƤɊŔŠŤÚṼŴẊÝŽ'][i] as string,
  ]),
)

/** A catalogue in the pseudo-language: the same ids; holes, their formats, choices between words and tags untouched. */
export function pseudo<T>(catalogue: T): T {
  if (typeof catalogue === 'string') return sentence(catalogue) as T
  const entries = Object.entries(catalogue as Record<string, unknown>)
  return Object.fromEntries(entries.map(([id, words]) => [id, pseudo(words)])) as T
}

/** ICU MessageFormat: text, with `{hole}`, `{hole, format}` and `{hole, plural, one {text} other {text}}` in it. */
function sentence(message: string): string {
  let at = 0
  return text(false)

  /** Up to the end, or up to the brace that ends the text of a choice, in which `#` is the count. */
  function text(counts: boolean): string {
    let out = ''
    let plain = ''
    const rest = () => {
      out += longer(plain)
      plain = ''
    }
    while (at < message.length && message[at] !== '}') {
      const marks = counts ? /^(<\/?\w+>|#|'[{}][^']*')/ : /^(<\/?\w+>|'[{}][^']*')/
      const whole = marks.exec(message.slice(at))?.[0]
      if (whole !== undefined) {
        rest()
        out += whole
        at += whole.length
      } else if (message[at] === '{') {
        rest()
        out += hole()
      } else plain += message[at++]
    }
    rest()
    return out
  }

  function hole(): string {
    const head = /^\{\s*\w+\s*(,\s*(plural|selectordinal|select)\s*,)?/.exec(message.slice(at)) as RegExpExecArray
    let out = head[0]
    at += out.length
    while (at < message.length && message[at] !== '}') {
      if (head[2] !== undefined && message[at] === '{') {
        at++
        out += `{${text(true)}}`
        at++
      } else out += message[at++]
    }
    at++
    return `${out}}`
  }
}

/** No language says what English says in a word longer by so many letters. */
const mostOnAWord = 4
const filling = 'óóóóóóó '

/**
 * Vowels come twice as often as it takes for two fifths more; what is missing then stands at the end of the last word, or
 * as words of their own where it is much.
 */
function longer(plain: string): string {
  if (!/\p{L}/u.test(plain)) return plain
  const [, core = '', space = ''] = /^(.*?)(\s*)$/su.exec(plain) ?? []
  // In fifths of a letter.
  let owed = 0
  const grown = [...core].map((letter) => {
    owed += 2
    const shown = accented[letter] ?? letter
    if (owed < 5 || !/[aeiou]/i.test(letter)) return shown
    owed -= 5
    return shown + (accented[letter.toLowerCase()] as string)
  })
  const missing = Math.floor(owed / 5)
  const more = missing <= mostOnAWord ? 'ó'.repeat(missing) : ` ${filling.repeat(missing)}`.slice(0, missing).trimEnd()
  return `${grown.join('')}${more.padEnd(missing, 'ó')}${space}`
}
