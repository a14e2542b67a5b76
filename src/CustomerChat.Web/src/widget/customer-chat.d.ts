/** Who the customer is, as far as the site knows. Other keys are user data that the agent sees. */
export interface CustomerChatUser {
  name?: string;
  email?: string;
  orderNumber?: string;
  subject?: string;
  [key: string]: string | undefined;
}

/** A message that has come while the page is open. */
export interface CustomerChatMessage {
  id: string;
  from: 'customer' | 'agent';
  /** The agent's name, where the contact centre gives one. */
  name?: string;
  text?: string;
  /** The names of its files. */
  files: string[];
  /** When it was written, as ISO 8601. */
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
  /** Calls a function at each such event, until the function that it returns is called. */
  on<Name extends keyof CustomerChatEvents>(name: Name, listener: (detail: CustomerChatEvents[Name]) => void): () => void;
  /** Fills the form before the chat, and goes with the next chat that is started as user data. Replaces what was set before. */
  setUser(user: CustomerChatUser): void;
  /** Takes the widget off the page. A running chat goes on where the script is loaded again. */
  destroy(): void;
}

/** The attributes of the script tag, for pages that can't set them. Set it before the script is loaded. */
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
    /** `window.CustomerChat` is there. */
    'customer-chat-ready': CustomEvent<CustomerChat>;
  }
}
