import type { ResultOf } from '../../../../shared/contract/tester.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { useFindWords } from './find-words.ts'

/** Where nothing was read at all, it is no wonder that nothing was found. */
export function NothingFound({
  result: { registersRead, isThere },
  title,
}: {
  readonly result: Pick<ResultOf<'find'>, 'registersRead' | 'isThere'>
  readonly title: string
}) {
  const say = useFindWords()
  if (registersRead > 0) return <ErrorNote tone="info" title={title} message={say('noneText')} />
  const why = isThere ? 'nothingReadRefused' : 'nothingReadText'
  return <ErrorNote tone="info" title={say('nothingRead')} message={say(why)} />
}
