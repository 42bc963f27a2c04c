import { Text } from '@mantine/core'
import type { ReactNode } from 'react'

export function SettingsGroup(props: {
  readonly id: string
  readonly title: string
  readonly children: ReactNode
}) {
  return (
    <section className="settings-group" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  )
}

/** Name and explanation at the left, control at the right. */
export function SettingsLine(props: {
  readonly name: string
  readonly text?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <div className="settings-line">
      <div>
        <Text fw={500} size="sm">
          {props.name}
        </Text>
        {props.text !== undefined && (
          <Text component="div" size="xs" className="quiet">
            {props.text}
          </Text>
        )}
      </div>
      <div>{props.children}</div>
    </div>
  )
}
