-- f30889b628704cc7
CREATE TABLE public.callback_requests (
    id character varying(32) NOT NULL,
    conversation character varying(32),
    name character varying(100) NOT NULL,
    phone character varying(40),
    email character varying(254),
    best_time character varying(100),
    created double precision NOT NULL,
    status character varying(16) NOT NULL
);
CREATE TABLE public.events (
    id integer NOT NULL,
    sender_id character varying(255) NOT NULL,
    type_name character varying(255) NOT NULL,
    "timestamp" double precision,
    intent_name character varying(255),
    action_name character varying(255),
    data text
);
CREATE SEQUENCE public.events_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.events_id_seq OWNED BY public.events.id;
CREATE TABLE public.website_feedback (
    conversation character varying(32) NOT NULL,
    message_id character varying(32) NOT NULL,
    vote character varying(4) NOT NULL,
    comment text,
    created double precision NOT NULL
);
CREATE TABLE public.website_messages (
    conversation character varying(32) NOT NULL,
    seq integer NOT NULL,
    id character varying(32) NOT NULL,
    sender character varying(9) NOT NULL,
    client_msg_id character varying(64) NOT NULL,
    text text NOT NULL,
    buttons json NOT NULL,
    topic character varying(64),
    created double precision NOT NULL,
    pressed character varying(80),
    claimed double precision
);
CREATE TABLE public.website_sessions (
    conversation character varying(32) NOT NULL,
    chat_code character varying(9) NOT NULL,
    created double precision NOT NULL,
    expires double precision NOT NULL,
    last_activity double precision NOT NULL,
    page character varying(500),
    lang character varying(35),
    erased_at double precision
);
ALTER TABLE ONLY public.events ALTER COLUMN id SET DEFAULT nextval('public.events_id_seq'::regclass);
INSERT INTO public.callback_requests VALUES
	('call1', '5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'Ann Example', '+441632960123', 'x', 'x', 1795435200, 'new');
INSERT INTO public.events VALUES
	(1, '5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'action', 1795435200, NULL, 'action_session_start', '{"event": "action", "timestamp": 1795435200.0, "name": "action_session_start"}'),
	(2, '5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'session_started', 1795435201, NULL, NULL, '{"event": "session_started", "timestamp": 1795435201.0}'),
	(3, '5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'action', 1795435202, NULL, 'action_listen', '{"event": "action", "timestamp": 1795435202.0, "name": "action_listen"}'),
	(4, '5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'user', 1795435203, 'pain', NULL, '{"event": "user", "timestamp": 1795435203.0, "text": "does massage help my stiff neck", "parse_data": {"intent": {"name": "pain", "confidence": 0.95}, "intent_ranking": [{"name": "pain", "confidence": 0.95}], "entities": [], "text": "does massage help my stiff neck"}, "input_channel": "website", "message_id": "5f0c9f6d"}'),
	(5, '5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'action', 1795435204, NULL, 'utter_pain', '{"event": "action", "timestamp": 1795435204.0, "name": "utter_pain", "policy": "RulePolicy", "confidence": 1.0}'),
	(6, '5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'bot', 1795435205, NULL, NULL, '{"event": "bot", "timestamp": 1795435205.0, "text": "Massage may ease a stiff neck for a while.", "data": {"buttons": null}, "metadata": {"topics": ["pain"], "utter_action": "utter_pain"}}'),
	(7, '5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'action', 1795435206, NULL, 'action_listen', '{"event": "action", "timestamp": 1795435206.0, "name": "action_listen"}'),
	(8, '0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'action', 1795435200, NULL, 'action_session_start', '{"event": "action", "timestamp": 1795435200.0, "name": "action_session_start"}'),
	(9, '0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'session_started', 1795435201, NULL, NULL, '{"event": "session_started", "timestamp": 1795435201.0}'),
	(10, '0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'action', 1795435202, NULL, 'action_listen', '{"event": "action", "timestamp": 1795435202.0, "name": "action_listen"}'),
	(11, '0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'user', 1795435203, 'pain', NULL, '{"event": "user", "timestamp": 1795435203.0, "text": "does massage help my stiff neck", "parse_data": {"intent": {"name": "pain", "confidence": 0.95}, "intent_ranking": [{"name": "pain", "confidence": 0.95}], "entities": [], "text": "does massage help my stiff neck"}, "input_channel": "telegram", "message_id": "0a1b2c3d"}'),
	(12, '0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'action', 1795435204, NULL, 'utter_pain', '{"event": "action", "timestamp": 1795435204.0, "name": "utter_pain", "policy": "RulePolicy", "confidence": 1.0}'),
	(13, '0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'bot', 1795435205, NULL, NULL, '{"event": "bot", "timestamp": 1795435205.0, "text": "Massage may ease a stiff neck for a while.", "data": {"buttons": null}, "metadata": {"topics": ["pain"], "utter_action": "utter_pain"}}'),
	(14, '0a1b2c3d4e5f60718293a4b5c6d7e8f9', 'action', 1795435206, NULL, 'action_listen', '{"event": "action", "timestamp": 1795435206.0, "name": "action_listen"}');
INSERT INTO public.website_feedback VALUES
	('5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'm2', 'up', 'that helped', 1795435200);
INSERT INTO public.website_messages VALUES
	('5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 1, 'm1', 'visitor', 'c1', 'does massage help my stiff neck', '[]', 'pain', 1795435200, 'x', 1795435200),
	('5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 2, 'm2', 'assistant', 'c1', 'Massage may ease a stiff neck for a while.', '[]', 'pain', 1795435200, 'x', 1795435200);
INSERT INTO public.website_sessions VALUES
	('5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f', 'K7QP-3MXD', 1795435200, 1795521600, 1795435200, 'x', 'x', NULL);
SELECT pg_catalog.setval('public.events_id_seq', 14, true);
ALTER TABLE ONLY public.callback_requests
    ADD CONSTRAINT callback_requests_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.website_feedback
    ADD CONSTRAINT website_feedback_pkey PRIMARY KEY (conversation, message_id);
ALTER TABLE ONLY public.website_messages
    ADD CONSTRAINT website_messages_pkey PRIMARY KEY (conversation, seq);
ALTER TABLE ONLY public.website_sessions
    ADD CONSTRAINT website_sessions_chat_code_key UNIQUE (chat_code);
ALTER TABLE ONLY public.website_sessions
    ADD CONSTRAINT website_sessions_pkey PRIMARY KEY (conversation);
CREATE INDEX ix_callback_requests_conversation ON public.callback_requests USING btree (conversation);
CREATE INDEX ix_events_sender_id ON public.events USING btree (sender_id);
CREATE INDEX ix_website_sessions_last_activity ON public.website_sessions USING btree (last_activity);
CREATE UNIQUE INDEX website_messages_asked_once ON public.website_messages USING btree (conversation, client_msg_id) WHERE ((sender)::text = 'visitor'::text);
