/** The cards of the drill. */
import * as v from 'valibot'
import { type Card, cardSchema } from './card.ts'
import design from './design.json'
import explain from './explain.json'
import read from './read.json'

export const cards: readonly Card[] = [...read, ...design, ...explain].map((data) => v.parse(cardSchema, data))

export const cardById: ReadonlyMap<string, Card> = new Map(cards.map((card) => [card.id, card]))
