import { expose } from 'comlink'
import { thread } from '../thread.ts'
import { partMaker } from './part.ts'

/** Messages, such as a cancellation, are received between two slices of so many milliseconds. */
const sliceMs = 24

const api = { ping: () => true, ...partMaker(sliceMs) }

export type WorkerApi = typeof api
if (thread === 'sweep') expose(api)
