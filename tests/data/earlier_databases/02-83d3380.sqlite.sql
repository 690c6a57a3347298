-- 72563151455ec1ce
BEGIN TRANSACTION;
CREATE TABLE callback_requests (
	id VARCHAR(32) NOT NULL, 
	conversation VARCHAR(32), 
	name VARCHAR(100) NOT NULL, 
	phone VARCHAR(40), 
	email VARCHAR(254), 
	best_time VARCHAR(100), 
	created FLOAT NOT NULL, 
	status VARCHAR(16) NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "callback_requests" VALUES('call1','5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','Ann Example','+441632960123','x','x',1795435200.0,'new');
CREATE TABLE events (
	id INTEGER NOT NULL, 
	sender_id VARCHAR(255) NOT NULL, 
	type_name VARCHAR(255) NOT NULL, 
	timestamp FLOAT, 
	intent_name VARCHAR(255), 
	action_name VARCHAR(255), 
	data TEXT, 
	PRIMARY KEY (id)
);
INSERT INTO "events" VALUES(1,'5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','action',1795435200.0,NULL,'action_session_start','{"event": "action", "timestamp": 1795435200.0, "name": "action_session_start"}');
INSERT INTO "events" VALUES(2,'5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','session_started',1795435201.0,NULL,NULL,'{"event": "session_started", "timestamp": 1795435201.0}');
INSERT INTO "events" VALUES(3,'5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','action',1795435202.0,NULL,'action_listen','{"event": "action", "timestamp": 1795435202.0, "name": "action_listen"}');
INSERT INTO "events" VALUES(4,'5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','user',1795435203.0,'pain',NULL,'{"event": "user", "timestamp": 1795435203.0, "text": "does massage help my stiff neck", "parse_data": {"intent": {"name": "pain", "confidence": 0.95}, "intent_ranking": [{"name": "pain", "confidence": 0.95}], "entities": [], "text": "does massage help my stiff neck"}, "input_channel": "website", "message_id": "5f0c9f6d"}');
INSERT INTO "events" VALUES(5,'5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','action',1795435204.0,NULL,'utter_pain','{"event": "action", "timestamp": 1795435204.0, "name": "utter_pain", "policy": "RulePolicy", "confidence": 1.0}');
INSERT INTO "events" VALUES(6,'5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','bot',1795435205.0,NULL,NULL,'{"event": "bot", "timestamp": 1795435205.0, "text": "Massage may ease a stiff neck for a while.", "data": {"buttons": null}, "metadata": {"topics": ["pain"], "utter_action": "utter_pain"}}');
INSERT INTO "events" VALUES(7,'5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','action',1795435206.0,NULL,'action_listen','{"event": "action", "timestamp": 1795435206.0, "name": "action_listen"}');
INSERT INTO "events" VALUES(8,'0a1b2c3d4e5f60718293a4b5c6d7e8f9','action',1795435200.0,NULL,'action_session_start','{"event": "action", "timestamp": 1795435200.0, "name": "action_session_start"}');
INSERT INTO "events" VALUES(9,'0a1b2c3d4e5f60718293a4b5c6d7e8f9','session_started',1795435201.0,NULL,NULL,'{"event": "session_started", "timestamp": 1795435201.0}');
INSERT INTO "events" VALUES(10,'0a1b2c3d4e5f60718293a4b5c6d7e8f9','action',1795435202.0,NULL,'action_listen','{"event": "action", "timestamp": 1795435202.0, "name": "action_listen"}');
INSERT INTO "events" VALUES(11,'0a1b2c3d4e5f60718293a4b5c6d7e8f9','user',1795435203.0,'pain',NULL,'{"event": "user", "timestamp": 1795435203.0, "text": "does massage help my stiff neck", "parse_data": {"intent": {"name": "pain", "confidence": 0.95}, "intent_ranking": [{"name": "pain", "confidence": 0.95}], "entities": [], "text": "does massage help my stiff neck"}, "input_channel": "telegram", "message_id": "0a1b2c3d"}');
INSERT INTO "events" VALUES(12,'0a1b2c3d4e5f60718293a4b5c6d7e8f9','action',1795435204.0,NULL,'utter_pain','{"event": "action", "timestamp": 1795435204.0, "name": "utter_pain", "policy": "RulePolicy", "confidence": 1.0}');
INSERT INTO "events" VALUES(13,'0a1b2c3d4e5f60718293a4b5c6d7e8f9','bot',1795435205.0,NULL,NULL,'{"event": "bot", "timestamp": 1795435205.0, "text": "Massage may ease a stiff neck for a while.", "data": {"buttons": null}, "metadata": {"topics": ["pain"], "utter_action": "utter_pain"}}');
INSERT INTO "events" VALUES(14,'0a1b2c3d4e5f60718293a4b5c6d7e8f9','action',1795435206.0,NULL,'action_listen','{"event": "action", "timestamp": 1795435206.0, "name": "action_listen"}');
CREATE TABLE website_feedback (
	conversation VARCHAR(32) NOT NULL, 
	message_id VARCHAR(32) NOT NULL, 
	vote VARCHAR(4) NOT NULL, 
	comment TEXT, 
	created FLOAT NOT NULL, 
	PRIMARY KEY (conversation, message_id)
);
INSERT INTO "website_feedback" VALUES('5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','m2','up','that helped',1795435200.0);
CREATE TABLE website_messages (
	conversation VARCHAR(32) NOT NULL, 
	seq INTEGER NOT NULL, 
	id VARCHAR(32) NOT NULL, 
	sender VARCHAR(9) NOT NULL, 
	client_msg_id VARCHAR(64) NOT NULL, 
	text TEXT NOT NULL, 
	buttons JSON NOT NULL, 
	topic VARCHAR(64), 
	created FLOAT NOT NULL, 
	pressed VARCHAR(80), 
	claimed FLOAT, 
	PRIMARY KEY (conversation, seq)
);
INSERT INTO "website_messages" VALUES('5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f',1,'m1','visitor','c1','does massage help my stiff neck','[]','pain',1795435200.0,'x',1795435200.0);
INSERT INTO "website_messages" VALUES('5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f',2,'m2','assistant','c1','Massage may ease a stiff neck for a while.','[]','pain',1795435200.0,'x',1795435200.0);
CREATE TABLE website_sessions (
	conversation VARCHAR(32) NOT NULL, 
	chat_code VARCHAR(9) NOT NULL, 
	created FLOAT NOT NULL, 
	expires FLOAT NOT NULL, 
	last_activity FLOAT NOT NULL, 
	page VARCHAR(500), 
	lang VARCHAR(35), 
	erased_at FLOAT, 
	PRIMARY KEY (conversation), 
	UNIQUE (chat_code)
);
INSERT INTO "website_sessions" VALUES('5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f','K7QP-3MXD',1795435200.0,1795521600.0,1795435200.0,'x','x',NULL);
CREATE INDEX ix_events_sender_id ON events (sender_id);
CREATE INDEX ix_website_sessions_last_activity ON website_sessions (last_activity);
CREATE UNIQUE INDEX website_messages_asked_once ON website_messages (conversation, client_msg_id) WHERE sender = 'visitor';
CREATE INDEX ix_callback_requests_conversation ON callback_requests (conversation);
COMMIT;
