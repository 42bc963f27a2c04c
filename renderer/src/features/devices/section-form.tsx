import { Badge, CloseButton, Fieldset, Group, Text, TextInput } from '@mantine/core'
import type { SectionView } from '../../../../shared/contract/config.ts'
import { type Draft, nameProblem, withField, withoutKey } from './draft.ts'
import type { Placed } from './findings.ts'
import { useFormWords } from './form-words.ts'
import { KeyField } from './key-field.tsx'
import { type GroupName, groupKeys } from './key-groups.ts'
import { useWords } from './words.ts'

/** The keys of one section in groups; only those that its protocol has. */
export function SectionForm(props: {
  readonly draft: Draft
  /** As the draft makes it. */
  readonly section: SectionView
  /** As it is in the file; null: it is not there yet. */
  readonly inFile: SectionView | null
  readonly taken: readonly string[]
  readonly findings: Placed
  /** Keys that have yet to be filled in. */
  readonly needed: ReadonlySet<string>
  readonly isLocked: boolean
  readonly onChange: (draft: Draft) => void
  /** The key whose field has the focus. */
  readonly onFocus: (key: string | null) => void
  readonly onSubmit: () => void
}) {
  const { draft, section, inFile, taken, findings, needed, isLocked, onChange, onFocus, onSubmit } = props
  const say = useFormWords()
  const groups = groupKeys(section.keys)
  const writtenInFile = (key: string): string | null =>
    inFile?.keys.find((view) => view.key === key)?.written ?? null

  const fieldsOf = (group: GroupName) =>
    (groups.get(group) ?? []).map((view) => {
      const changed = draft.fields[view.key]
      return (
        <KeyField
          key={view.key}
          view={view}
          own={changed === undefined ? view.written : changed}
          findings={findings.byKey.get(view.key) ?? []}
          isNeeded={needed.has(view.key)}
          isLocked={isLocked}
          isSerialPort={view.key === 'port' && section.protocol === 'RTU'}
          onChange={(value) => onChange(withField(draft, view.key, value, writtenInFile(view.key)))}
        />
      )
    })

  return (
    <form
      className="form-groups"
      onFocus={({ target }) => onFocus(target.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null)}
      onBlur={() => onFocus(null)}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {/* Enter in a field is Save; its button stands at the foot of the page. */}
      <input type="submit" hidden />
      <Fieldset legend={say('identity')} className="form-group form-identity">
        <div className="form-fields">
          <SectionName draft={draft} taken={taken} isLocked={isLocked} onChange={onChange} />
          {fieldsOf('identity')}
        </div>
      </Fieldset>
      {(['connection', 'timing', 'reading', 'other'] as const).map(
        (group) =>
          groups.has(group) && (
            <Fieldset key={group} legend={say(group)} className={`form-group form-${group}`}>
              <div className="form-fields">{fieldsOf(group)}</div>
            </Fieldset>
          ),
      )}
      {section.unknownKeys.length > 0 && (
        <Group gap={6} className="form-wide">
          <Text size="xs" className="warn">
            {say('unknownKeys')}:
          </Text>
          {section.unknownKeys.map((key) => (
            <Badge
              key={key}
              variant="default"
              tt="none"
              className="mono"
              rightSection={
                <CloseButton
                  size="xs"
                  aria-label={say('removeKey', { key })}
                  disabled={isLocked}
                  onClick={() => onChange(withoutKey(draft, key, isInFile(inFile, key)))}
                />
              }
            >
              {key}
            </Badge>
          ))}
        </Group>
      )}
    </form>
  )
}

const isInFile = (inFile: SectionView | null, key: string): boolean =>
  inFile !== null &&
  (inFile.unknownKeys.includes(key) || inFile.keys.some((view) => view.key === key && view.written !== null))

function SectionName(props: {
  readonly draft: Draft
  readonly taken: readonly string[]
  readonly isLocked: boolean
  readonly onChange: (draft: Draft) => void
}) {
  const { draft, taken, isLocked, onChange } = props
  const say = useFormWords()
  const sayName = useWords()
  const problem = nameProblem(draft, taken)
  return (
    <TextInput
      label={say('section')}
      title={say('sectionHelp')}
      value={draft.name}
      disabled={isLocked}
      error={problem === null ? null : sayName(`name-${problem}`)}
      onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  )
}
