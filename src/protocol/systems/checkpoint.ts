/**
 * A job with a state in memory that saves position and state now and then. A crash takes it back to what was saved, and it
 * replays; whether the sink has what is replayed twice is for the sink to say.
 */
import type { LineDocument, Operation } from '../document.ts'
import { asking, when } from './lines.ts'
import { knob, systemKind } from './systemKind.ts'

export const checkpoint = systemKind({
  id: 'checkpoint',
  knobs: {
    sink: knob(
      ['append', 'upsert', 'twoPhase'],
      'append',
      'How results reach the warehouse: each as a new row, as the row of its key, or in transactions that a checkpoint prepares and then commits.',
    ),
    snapshot: knob(
      ['together', 'positionFirst', 'stateFirst'],
      'together',
      'Whether position and state are saved at once, or one after the other.',
    ),
    warehouse: knob(
      ['keepsTransactions', 'forgetsTransactions'],
      'keepsTransactions',
      'Whether a transaction that was prepared outlasts a crash of the job that prepared it.',
    ),
  },
  leads: 'sink',
  document({ sink, snapshot, warehouse }) {
    const twoPhase = sink === 'twoPhase'
    const write: Record<typeof sink, LineDocument[]> = {
      append: [{ word: 'write to sink', do: [['apply', 'sink']] }],
      upsert: [
        asking('row there?', { in: 'sink keys' }, 'move on'),
        {
          word: 'write to sink',
          do: [
            ['apply', 'sink'],
            ['put', 'sink keys'],
          ],
        },
      ],
      twoPhase: [{ word: 'write to open transaction', do: [['append', 'open']] }],
    }
    const position: Operation = ['copy', 'position', 'saved position']
    const state: Operation = ['copy', 'count', 'saved count']
    const savePosition: LineDocument = { word: 'save position', do: [position] }
    const saveState: LineDocument = { word: 'save state', do: [state] }
    const save: Record<typeof snapshot, LineDocument[]> = {
      together: [{ word: 'save position and state', do: [position, state] }],
      positionFirst: [savePosition, saveState],
      stateFirst: [saveState, savePosition],
    }
    const commit: LineDocument = { word: 'commit prepared', do: [['flush', 'prepared', 'sink']] }
    const forgets = warehouse === 'forgetsTransactions'
    return {
      id: 'checkpoint',
      stores: {
        source: { kind: 'list', place: 'broker disk' },
        position: { kind: 'cursor', memoryOf: 'job' },
        count: { kind: 'ledger', memoryOf: 'job' },
        'saved position': { kind: 'cursor', place: 'checkpoints' },
        'saved count': { kind: 'ledger', place: 'checkpoints' },
        sink: { kind: 'ledger', place: 'warehouse disk' },
        'sink keys': { kind: 'table', place: 'warehouse disk', by: 'key' },
        open: { kind: 'list', place: 'warehouse disk' },
        prepared: { kind: 'list', place: 'warehouse disk' },
        'prepared position': { kind: 'cursor', place: 'warehouse disk' },
      },
      processes: {
        producer: {
          programs: [
            {
              name: 'produce',
              starts: { submit: true },
              lines: [{ word: 'append', do: [['append', 'source']] }],
            },
          ],
        },
        job: {
          programs: [
            {
              name: 'process',
              starts: { entry: 'source', cursor: 'position' },
              lines: [
                { word: 'read' },
                { word: 'update state', do: [['apply', 'count']] },
                ...write[sink],
                { word: 'move on', do: [['advance', 'position']] },
              ],
            },
            {
              name: 'checkpoint',
              starts: { differ: ['position', 'saved position'], everyMs: 6000 },
              lines: [
                // The warehouse notes for which checkpoint it was prepared, so that a job that comes back can tell.
                ...when<LineDocument>(twoPhase, {
                  word: 'prepare',
                  do: [
                    ['flush', 'open', 'prepared'],
                    ['copy', 'position', 'prepared position'],
                  ],
                }),
                ...save[snapshot],
                ...when(twoPhase, commit),
              ],
            },
            {
              name: 'restore',
              starts: { restart: true },
              lines: [
                ...when<LineDocument>(twoPhase, {
                  word: forgets ? 'all transactions are gone' : 'abort open transaction',
                  do: [['clear', 'open'], ...when<Operation>(forgets, ['clear', 'prepared'])],
                }),
                {
                  word: 'restore',
                  do: [
                    ['copy', 'saved position', 'position'],
                    ['copy', 'saved count', 'count'],
                  ],
                },
                ...when<LineDocument>(
                  twoPhase,
                  asking('saved what is prepared?', { same: ['prepared position', 'saved position'] }, commit.word),
                  { word: 'discard prepared', do: [['clear', 'prepared']], next: 'end' },
                  commit,
                ),
              ],
            },
          ],
        },
      },
      properties: {
        'sink lost': { at: 'end', all: [{ store: 'sink', is: 0 }] },
        'sink duplicated': { at: 'ever', all: [{ store: 'sink', atLeast: 2 }] },
        'state misses one': { at: 'end', all: [{ store: 'count', is: 0 }] },
        'state counts twice': { at: 'ever', all: [{ store: 'count', atLeast: 2 }] },
      },
    }
  },
})
