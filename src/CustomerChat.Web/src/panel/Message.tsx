import { hooks } from 'botframework-webchat-component';
import { Fragment, type ReactNode } from 'react';
import type { Activity, Attachment } from './activities';
import { parts } from './links';

/** The text of a message, with its links. Markup in the text is shown as text. */
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

/** The content of a bubble. It begins with the writer's name. If the same writer wrote the message before, only screen readers get the name. */
export const attachmentMiddleware = [() => (next: (request: Request) => ReactNode) => (request: Request) => {
  const { activity, attachment } = request;
  const content = attachment.contentType === 'text/plain' && attachment.content ? <Text text={attachment.content} /> : next(request);
  const { who } = activity.channelData ?? {};
  const isFirst = attachment === activity.attachments?.[0] ? !activity.text : !activity.attachments?.includes(attachment);
  return who?.name && isFirst ? <><div dir="auto" className={who.again ? 'who again' : 'who'}>{who.name}</div>{content}</> : content;
}];

/** Shows that somebody joined or left as a line across the transcript. */
export const activityMiddleware = [() => (next: (...request: [{ activity: Activity }]) => unknown) => (...request: [{ activity: Activity }]) => {
  const { activity } = request[0];
  return activity.channelData?.isLine ? () => <p className="line">{activity.text}</p> : next(...request);
}];

/** Web Chat's texts for screen readers would name the writer a second time, and call every writer a bot. Each message already has the writer's name. */
export const overrideStrings = (attached: string) => (strings: Record<string, string>) =>
  ({ ...strings, ACTIVITY_BOT_SAID_ALT: ' ', ACTIVITY_BOT_ATTACHED_ALT: attached });
