import { type OptionName, optionNames, optionTable } from '../share/options.ts'
import { type Address, isPacked, readAddress, readPackedAddress } from '../share/page.ts'
import { writeParameter } from '../share/parameters.ts'

/** Attributes that HTML gives every element. `lang` is not among them, because it is a parameter too. */
const ofEveryElement = new Set(
  'id class style title dir hidden tabindex slot part exportparts is inert role draggable contenteditable spellcheck translate nonce autofocus accesskey enterkeyhint inputmode itemscope itemid itemprop itemref itemtype popover autocapitalize autocorrect writingsuggestions anchor'.split(
    ' ',
  ),
)

/**
 * The parameters of a lab among the attributes of an element. Names with a hyphen, a colon or another sign belong to
 * frameworks and ARIA; no parameter has one. `home` says where the lab has a page of its own, `height` how high the
 * element is.
 */
export function isParameter(name: string): boolean {
  return (
    /^[a-z]+$/.test(name) && !name.startsWith('on') && name !== 'home' && name !== 'height' && !ofEveryElement.has(name)
  )
}

/**
 * What the attributes of an element ask for. A packed link is unpacked asynchronously. An element stands in a page of
 * somebody else, so it is an embed unless it says otherwise.
 */
export function addressOfAttributes(
  attributes: Iterable<{ readonly name: string; readonly value: string }>,
): Address | Promise<Address> {
  const parameters = [...attributes].filter(({ name }) => isParameter(name))
  const query = parameters.map(({ name, value }) => writeParameter(name, meant(name, value))).join('&')
  return isPacked('', query) ? readPackedAddress('', query).then(embedded) : embedded(readAddress('', query))
}

const embedded = (address: Address): Address => ({ ...address, options: { embed: true, ...address.options } })

/** An attribute without a value means on, as in HTML, where the parameter is a switch. */
function meant(name: string, value: string): string {
  const option = optionNames.find((known) => known.toLowerCase() === name) as OptionName | undefined
  if (value !== '' || option === undefined) return value
  const { read } = optionTable[option]
  return read('') === undefined && read('1') !== undefined ? '1' : ''
}
