import { Button } from '@mantine/core'
import { Component, type ErrorInfo, type ReactNode } from 'react'
import { useCommonWords } from '../app/common-words.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { ErrorNote } from '../ui/error-note.tsx'
import { useFrameWords } from './words.ts'

interface Failure {
  readonly error: Error
  readonly stack: string
}

/** A page that fails does not take the others with it. */
export class PageBoundary extends Component<
  { readonly children: ReactNode },
  { readonly failure: Failure | null }
> {
  override readonly state = { failure: null }

  static getDerivedStateFromError(error: Error): { readonly failure: Failure } {
    return { failure: { error, stack: error.stack ?? '' } }
  }

  override componentDidCatch(error: Error, { componentStack }: ErrorInfo): void {
    this.setState({ failure: { error, stack: `${error.stack ?? ''}\n${componentStack ?? ''}` } })
  }

  override render(): ReactNode {
    const { failure } = this.state as { readonly failure: Failure | null }
    return failure === null ? this.props.children : <FailedPage {...failure} />
  }
}

function FailedPage({ error, stack }: Failure) {
  const say = useFrameWords()
  const word = useCommonWords()
  const details = `${error.message}\n${location.hash}\n${navigator.userAgent}\n${stack}`
  return (
    <ErrorNote
      title={say('brokenTitle')}
      message={
        <>
          {say('brokenText')}
          <pre className="mono quiet">{error.message}</pre>
        </>
      }
      actions={
        <>
          <CopyButton text={details} label={say('details')} doneLabel={word('copied')} />
          <Button onClick={() => location.reload()}>{say('reload')}</Button>
        </>
      }
    />
  )
}
