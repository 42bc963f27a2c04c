import type { ReactNode } from 'react'

/** Name and value beside each other, values in one column. */
export function Figures({ rows }: { readonly rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className="figures">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt className="quiet">{name}</dt>
          <dd className="mono">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** One box of the page. */
export function Panel(props: { readonly id: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="queue-panel" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  )
}
