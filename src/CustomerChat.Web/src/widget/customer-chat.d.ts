/** The customer, as far as the site knows the customer. Other keys are user data that the agent sees. */
export interface CustomerChatUser {
  name?: string;
  email?: string;
  orderNumber?: string;
  subject?: string;
  [key: string]: string | undefined;
}

/** A message that came while the page was open. */
export interface CustomerChatMessage {
  id: string;
  from: 'customer' | 'agent';
  /** The agent's name, where the contact centre gives one. */
  name?: string;
  text?: string;
  /** The names of its files. */
  files: string[];
  /** When the message was written, as ISO 8601. */
  at?: string;
}

export interface CustomerChatEvents {
  /** The panel was opened or closed. */
  open: undefined;
  close: undefined;
  /** A chat was started, or has ended. */
  start: undefined;
  end: undefined;
  message: CustomerChatMessage;
  /** How many messages wait to be read. */
  unread: number;
}

export interface CustomerChat {
  open(): void;
  close(): void;
  readonly isOpen: boolean;
  /** Calls the listener at each event of this name. Call the returned function to stop that. */
  on<Name extends keyof CustomerChatEvents>(name: Name, listener: (detail: CustomerChatEvents[Name]) => void): () => void;
  /** Fills in the form before the chat, and becomes user data of the next chat that is started. It replaces the user that was set before. */
  setUser(user: CustomerChatUser): void;
  /** Removes the widget from the page. A running chat goes on when the script is loaded again. */
  destroy(): void;
}

/** The same settings as the attributes of the script tag, for pages that can't set attributes. Set them before the script is loaded. */
export interface CustomerChatSettings {
  contactCenterId?: string;
  language?: string;
  endpoint?: string;
  fields?: string;
  consent?: string;
  sound?: 'on' | 'off';
  titleBadge?: 'on' | 'off';
  whenClosed?: 'show' | 'hide';
}

declare global {
  interface Window {
    CustomerChat?: CustomerChat;
    customerChatSettings?: CustomerChatSettings;
  }

  interface WindowEventMap {
    /** From now on `window.CustomerChat` exists. */
    'customer-chat-ready': CustomEvent<CustomerChat>;
  }
}
