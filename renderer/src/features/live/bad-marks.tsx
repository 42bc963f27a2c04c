import { IconAlertTriangle } from '@tabler/icons-react'
import { memo } from 'react'
import { useCommonWords } from '../../app/common-words.ts'
import { useLanguage } from '../../app/texts.ts'
import { timeOfDay } from '../../ui/format.ts'
import type { Shown } from './plot.tsx'
import { type BadMark, badMarks } from './series-model.ts'
import { useLiveWords } from './words.ts'

/** So many icons still stand apart. */
const iconsMost = 24
/** Lines of an explanation that is still read. */
const linesMost = 6

/** At the foot of the plot, where values were not good; the title says which, when and why. */
export const BadMarks = memo(function BadMarks({ series, bucketMs, fromMs, toMs }: Shown) {
  const say = useLiveWords()
  const word = useCommonWords()
  const language = useLanguage()
  const marks = badMarks(series, bucketMs)
  const percentOf = (atMs: number): number =>
    (100 * (Math.min(toMs, Math.max(fromMs, atMs)) - fromMs)) / (toMs - fromMs)

  function titleOf({ parts }: BadMark): string {
    const lines = parts.slice(0, linesMost).map((part) =>
      say('badAt', {
        label: `${part.key.deviceId} ${part.key.label}`,
        quality: part.detail === null ? word(part.quality) : `${word(part.quality)} (${part.detail})`,
        from: timeOfDay(part.fromMs, language),
        to: timeOfDay(part.toMs, language),
      }),
    )
    const more = parts.length - lines.length
    return [...lines, ...(more > 0 ? [say('badMore', { count: more })] : [])].join('\n')
  }

  return marks.map((mark) => (
    <div
      key={mark.fromMs}
      className={
        mark.parts.some(({ quality }) => quality === 'BAD_COMM') ? 'panel-bad bad' : 'panel-bad warn'
      }
      title={titleOf(mark)}
      style={{
        left: `${percentOf(mark.fromMs)}%`,
        width: `max(3px, ${percentOf(mark.toMs) - percentOf(mark.fromMs)}%)`,
      }}
    >
      {marks.length <= iconsMost && <IconAlertTriangle size={12} stroke={2} aria-hidden />}
    </div>
  ))
})
