import type { TakenReading } from '../../../../shared/contract/common.ts'
import { TakenValues } from '../../app/taken-values.tsx'
import { useTesterWords } from './words.ts'

export function ValuesTable({ reading }: { readonly reading: TakenReading }) {
  const say = useTesterWords()
  return (
    <section className="tester-section">
      <h2>{say('values')}</h2>
      <div className="tester-scroll tester-fit" tabIndex={0} role="region" aria-label={say('values')}>
        <TakenValues reading={reading} name={say('values')} className="tester-table" />
      </div>
    </section>
  )
}
