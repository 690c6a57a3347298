-- 0d05825179c8d4f3
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
ALTER TABLE ONLY public.events ALTER COLUMN id SET DEFAULT nextval('public.events_id_seq'::regclass);
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
SELECT pg_catalog.setval('public.events_id_seq', 14, true);
ALTER TABLE ONLY public.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);
CREATE INDEX ix_events_sender_id ON public.events USING btree (sender_id);
