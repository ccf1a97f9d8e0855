import { type OptionName, optionNames, optionTable } from '../share/options.ts'
import { type Address, isPacked, readAddress, readPackedAddress } from '../share/page.ts'
import { writeParameter } from '../share/parameters.ts'

/** What HTML gives every element; `lang` is a parameter as well, and is read. */
const ofEveryElement = new Set(
  'id class style title dir hidden tabindex slot part exportparts is inert role draggable contenteditable spellcheck translate nonce autofocus accesskey enterkeyhint inputmode itemscope itemid itemprop itemref itemtype popover autocapitalize autocorrect writingsuggestions anchor'.split(
    ' ',
  ),
)

/**
 * The parameters of a lab among the attributes of an element. Frameworks and ARIA put a sign into the names of theirs; no
 * parameter has one. `home` says where the lab has a page of its own, `height` how high the element is.
 */
export function isParameter(name: string): boolean {
  return (
    /^[a-z]+$/.test(name) && !name.startsWith('on') && name !== 'home' && name !== 'height' && !ofEveryElement.has(name)
  )
}

/**
 * What the attributes of an element ask for; where they hold a packed link it takes a moment. An element stands in a page,
 * so it is an embed unless it says otherwise.
 */
export function addressOfAttributes(
  attributes: Iterable<{ readonly name: string; readonly value: string }>,
): Address | Promise<Address> {
  const parameters = [...attributes].filter(({ name }) => isParameter(name))
  const query = parameters.map(({ name, value }) => writeParameter(name, meant(name, value))).join('&')
  return isPacked('', query) ? readPackedAddress('', query).then(embedded) : embedded(readAddress('', query))
}

const embedded = (address: Address): Address => ({ ...address, options: { embed: true, ...address.options } })

/** An attribute without a value switches on, as in HTML, where that makes sense. */
function meant(name: string, value: string): string {
  const option = optionNames.find((known) => known.toLowerCase() === name) as OptionName | undefined
  if (value !== '' || option === undefined) return value
  const { read } = optionTable[option]
  return read('') === undefined && read('1') !== undefined ? '1' : ''
}
