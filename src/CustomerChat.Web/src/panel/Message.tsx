import { hooks } from 'botframework-webchat-component';
import { Fragment, type ReactNode } from 'react';
import type { Activity, Attachment } from './activities';
import { parts } from './links';

/** What people have written: text, with links where there are some. Markup in it is text. */
function Text({ text }: { text: string }) {
  const [{ textContent }] = hooks.useStyleSet();
  return text.split('\n').map((line, index) => (
    <p key={index} dir="auto" className={`webchat__text-content webchat__text-content--is-plain ${String(textContent)}`}>
      {parts(line.trim()).map((part, at) => part.href
        ? <a key={at} href={part.href} target="_blank" rel="noopener noreferrer">{part.text}</a>
        : <Fragment key={at}>{part.text}</Fragment>)}
    </p>
  ));
}

interface Request { activity: Activity; attachment: Attachment & { content?: string } }

/** The content of a bubble, which begins with who has written it; where that is the same as before only screen readers are told. */
export const attachmentMiddleware = [() => (next: (request: Request) => ReactNode) => (request: Request) => {
  const { activity, attachment } = request;
  const content = attachment.contentType === 'text/plain' && attachment.content ? <Text text={attachment.content} /> : next(request);
  const { who } = activity.channelData ?? {};
  const isFirst = attachment === activity.attachments?.[0] ? !activity.text : !activity.attachments?.includes(attachment);
  return who?.name && isFirst ? <><div dir="auto" className={who.again ? 'who again' : 'who'}>{who.name}</div>{content}</> : content;
}];

/** Who comes and goes is a line across the transcript. */
export const activityMiddleware = [() => (next: (...request: [{ activity: Activity }]) => unknown) => (...request: [{ activity: Activity }]) => {
  const { activity } = request[0];
  return activity.channelData?.isLine ? () => <p className="line">{activity.text}</p> : next(...request);
}];

/** Who speaks is part of each message: these would say it once more, and call everybody a bot. */
export const overrideStrings = (attached: string) => (strings: Record<string, string>) =>
  ({ ...strings, ACTIVITY_BOT_SAID_ALT: ' ', ACTIVITY_BOT_ATTACHED_ALT: attached });
