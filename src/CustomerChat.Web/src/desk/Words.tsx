import { useState } from 'react';
import type { Message } from './api';
import { partsOf, type FilePart } from './files';

/** The content of a message: text, never markup, and the files that it links to. A file that the page may not or can't show stays a link. */
export function Words({ message }: { message: Message }) {
  const { text, files } = partsOf(message);
  return (
    <>
      {text !== '' && <span className="text">{text}</span>}
      {files.map(file => <File key={file.url} file={file} />)}
    </>
  );
}

function File({ file }: { file: FilePart }) {
  const [failed, setFailed] = useState(false);
  const fail = () => setFailed(true);
  const link = (
    <a href={file.url} target="_blank" rel="noopener noreferrer">{file.name} <small>({new URL(file.url).host})</small></a>
  );
  if (failed || file.kind === 'other') return <span className="shared">{link}</span>;
  return (
    <span className="shared">
      {file.kind === 'picture' ? <img src={file.url} alt={file.name} referrerPolicy="no-referrer" onError={fail} />
        : file.kind === 'audio' ? <audio src={file.url} controls aria-label={file.name} onError={fail} />
        : <video src={file.url} controls aria-label={file.name} onError={fail} />}
      {link}
    </span>
  );
}
