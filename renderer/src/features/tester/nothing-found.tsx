import { ErrorNote } from '../../ui/error-note.tsx'
import { useFindWords } from './find-words.ts'

/** Where nothing was read at all, it is no wonder that nothing was found. */
export function NothingFound({
  registersRead,
  title,
}: {
  readonly registersRead: number
  readonly title: string
}) {
  const say = useFindWords()
  return registersRead === 0 ? (
    <ErrorNote tone="info" title={say('nothingRead')} message={say('nothingReadText')} />
  ) : (
    <ErrorNote tone="info" title={title} message={say('noneText')} />
  )
}
