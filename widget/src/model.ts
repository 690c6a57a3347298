// What travels between the widget and the clinic's server.

/** A quick reply; with a `url` it is a link and is never sent. */
export interface Choice {
  id: string;
  title: string;
  url?: string;
}

/** One message of a conversation, as the server stores it. */
export interface Message {
  id: string;
  seq: number;
  from: 'visitor' | 'assistant';
  text: string;
  buttons?: Choice[];
  topic?: string | null;
  client_msg_id?: string;
}

/** The clinic's own words, asked for when the chat is opened. */
export interface About {
  clinic: string;
  phone: string;
  phone_link: string;
  emergency: string;
  privacy: string;
  privacy_url: string | null;
  greeting: string;
  starters: Choice[];
}

/** A conversation's key, made by the server. */
export interface Session {
  token: string;
  chat_code: string;
  expires: number;
}

/** What `GET /history` answers. */
export interface History {
  messages: Message[];
  running: boolean;
}

/** What a visitor sends: words of their own or the id of a button. */
export interface Question {
  client_msg_id: string;
  text?: string;
  button_id?: string;
}

/** A visitor's opinion of one answer. */
export interface Vote {
  message_id: string;
  vote: 'up' | 'down';
  comment?: string;
}

/** The wish to be called back. */
export interface CallbackWish {
  name: string;
  phone?: string;
  email?: string;
  best_time?: string;
  consent: boolean;
}

/** One frame of a turn, from the stream or from the JSON list. */
export type TurnEvent =
  | { event: 'typing' | 'done'; data: object }
  | { event: 'accepted' | 'message'; data: Message }
  | { event: 'error'; data: { code: string; message: string; retry: boolean } };
