-- c5d42a93fe4189f6
BEGIN TRANSACTION;
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
CREATE INDEX ix_events_sender_id ON events (sender_id);
COMMIT;
