-- 977c72a08b2f7dc5
BEGIN TRANSACTION;
CREATE TABLE "account_emailaddress" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "verified" bool NOT NULL, "primary" bool NOT NULL, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "email" varchar(254) NOT NULL);
INSERT INTO "account_emailaddress" VALUES(1,0,0,1,'x');
CREATE TABLE "account_emailconfirmation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "created" datetime NOT NULL, "sent" datetime NULL, "key" varchar(64) NOT NULL UNIQUE, "email_address_id" integer NOT NULL REFERENCES "account_emailaddress" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "account_emailconfirmation" VALUES(1,'2026-11-23 12:00:00.000000','2026-11-23 12:00:00.000000','x',1);
CREATE TABLE "accounts_auditentry" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "at" datetime NOT NULL, "username" varchar(150) NOT NULL, "action" varchar(40) NOT NULL, "subject" varchar(200) NOT NULL, "detail" varchar(500) NOT NULL, "address" char(39) NULL, "user_id" integer NULL);
INSERT INTO "accounts_auditentry" VALUES(1,'2026-11-23 12:00:00.000000','ann','signed in','x','x','192.0.2.1',1);
CREATE TABLE "accounts_firstlink" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "token_hash" varchar(64) NOT NULL UNIQUE, "expires_at" datetime NOT NULL, "used_at" datetime NULL);
INSERT INTO "accounts_firstlink" VALUES(1,'x','2026-11-23 12:00:00.000000','2026-11-23 12:00:00.000000');
CREATE TABLE "auth_group" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(150) NOT NULL UNIQUE);
INSERT INTO "auth_group" VALUES(1,'viewer');
INSERT INTO "auth_group" VALUES(2,'reviewer');
INSERT INTO "auth_group" VALUES(3,'trainer');
INSERT INTO "auth_group" VALUES(4,'admin');
CREATE TABLE "auth_group_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "auth_group_permissions" VALUES(1,1,1);
INSERT INTO "auth_group_permissions" VALUES(2,2,1);
INSERT INTO "auth_group_permissions" VALUES(3,2,2);
INSERT INTO "auth_group_permissions" VALUES(4,2,3);
INSERT INTO "auth_group_permissions" VALUES(5,3,1);
INSERT INTO "auth_group_permissions" VALUES(6,3,2);
INSERT INTO "auth_group_permissions" VALUES(7,3,3);
INSERT INTO "auth_group_permissions" VALUES(8,3,4);
INSERT INTO "auth_group_permissions" VALUES(9,4,1);
INSERT INTO "auth_group_permissions" VALUES(10,4,2);
INSERT INTO "auth_group_permissions" VALUES(11,4,3);
INSERT INTO "auth_group_permissions" VALUES(12,4,4);
INSERT INTO "auth_group_permissions" VALUES(13,4,5);
INSERT INTO "auth_group_permissions" VALUES(14,4,6);
INSERT INTO "auth_group_permissions" VALUES(15,4,7);
CREATE TABLE "auth_permission" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "content_type_id" integer NOT NULL REFERENCES "django_content_type" ("id") DEFERRABLE INITIALLY DEFERRED, "codename" varchar(100) NOT NULL, "name" varchar(255) NOT NULL);
INSERT INTO "auth_permission" VALUES(1,1,'read_conversations','read conversations');
INSERT INTO "auth_permission" VALUES(2,1,'review_conversations','review conversations');
INSERT INTO "auth_permission" VALUES(3,1,'call_back','call back');
INSERT INTO "auth_permission" VALUES(4,1,'teach','teach');
INSERT INTO "auth_permission" VALUES(5,1,'export_conversations','export conversations');
INSERT INTO "auth_permission" VALUES(6,1,'forget_conversations','forget conversations');
INSERT INTO "auth_permission" VALUES(7,1,'manage_staff','manage staff');
INSERT INTO "auth_permission" VALUES(8,2,'add_firstlink','Can add first link');
INSERT INTO "auth_permission" VALUES(9,2,'change_firstlink','Can change first link');
INSERT INTO "auth_permission" VALUES(10,2,'delete_firstlink','Can delete first link');
INSERT INTO "auth_permission" VALUES(11,2,'view_firstlink','Can view first link');
INSERT INTO "auth_permission" VALUES(12,3,'add_cursor','Can add cursor');
INSERT INTO "auth_permission" VALUES(13,3,'change_cursor','Can change cursor');
INSERT INTO "auth_permission" VALUES(14,3,'delete_cursor','Can delete cursor');
INSERT INTO "auth_permission" VALUES(15,3,'view_cursor','Can view cursor');
INSERT INTO "auth_permission" VALUES(16,4,'add_conversation','Can add conversation');
INSERT INTO "auth_permission" VALUES(17,4,'change_conversation','Can change conversation');
INSERT INTO "auth_permission" VALUES(18,4,'delete_conversation','Can delete conversation');
INSERT INTO "auth_permission" VALUES(19,4,'view_conversation','Can view conversation');
INSERT INTO "auth_permission" VALUES(20,5,'add_facet','Can add facet');
INSERT INTO "auth_permission" VALUES(21,5,'change_facet','Can change facet');
INSERT INTO "auth_permission" VALUES(22,5,'delete_facet','Can delete facet');
INSERT INTO "auth_permission" VALUES(23,5,'view_facet','Can view facet');
INSERT INTO "auth_permission" VALUES(24,6,'add_message','Can add message');
INSERT INTO "auth_permission" VALUES(25,6,'change_message','Can change message');
INSERT INTO "auth_permission" VALUES(26,6,'delete_message','Can delete message');
INSERT INTO "auth_permission" VALUES(27,6,'view_message','Can view message');
INSERT INTO "auth_permission" VALUES(28,7,'add_note','Can add note');
INSERT INTO "auth_permission" VALUES(29,7,'change_note','Can change note');
INSERT INTO "auth_permission" VALUES(30,7,'delete_note','Can delete note');
INSERT INTO "auth_permission" VALUES(31,7,'view_note','Can view note');
INSERT INTO "auth_permission" VALUES(32,8,'add_tag','Can add tag');
INSERT INTO "auth_permission" VALUES(33,8,'change_tag','Can change tag');
INSERT INTO "auth_permission" VALUES(34,8,'delete_tag','Can delete tag');
INSERT INTO "auth_permission" VALUES(35,8,'view_tag','Can view tag');
INSERT INTO "auth_permission" VALUES(36,9,'add_queueitem','Can add queue item');
INSERT INTO "auth_permission" VALUES(37,9,'change_queueitem','Can change queue item');
INSERT INTO "auth_permission" VALUES(38,9,'delete_queueitem','Can delete queue item');
INSERT INTO "auth_permission" VALUES(39,9,'view_queueitem','Can view queue item');
INSERT INTO "auth_permission" VALUES(40,10,'add_savedfilter','Can add saved filter');
INSERT INTO "auth_permission" VALUES(41,10,'change_savedfilter','Can change saved filter');
INSERT INTO "auth_permission" VALUES(42,10,'delete_savedfilter','Can delete saved filter');
INSERT INTO "auth_permission" VALUES(43,10,'view_savedfilter','Can view saved filter');
INSERT INTO "auth_permission" VALUES(44,11,'add_inboxmessage','Can add inbox message');
INSERT INTO "auth_permission" VALUES(45,11,'change_inboxmessage','Can change inbox message');
INSERT INTO "auth_permission" VALUES(46,11,'delete_inboxmessage','Can delete inbox message');
INSERT INTO "auth_permission" VALUES(47,11,'view_inboxmessage','Can view inbox message');
INSERT INTO "auth_permission" VALUES(48,12,'add_patch','Can add patch');
INSERT INTO "auth_permission" VALUES(49,12,'change_patch','Can change patch');
INSERT INTO "auth_permission" VALUES(50,12,'delete_patch','Can delete patch');
INSERT INTO "auth_permission" VALUES(51,12,'view_patch','Can view patch');
INSERT INTO "auth_permission" VALUES(52,13,'add_decision','Can add decision');
INSERT INTO "auth_permission" VALUES(53,13,'change_decision','Can change decision');
INSERT INTO "auth_permission" VALUES(54,13,'delete_decision','Can delete decision');
INSERT INTO "auth_permission" VALUES(55,13,'view_decision','Can view decision');
INSERT INTO "auth_permission" VALUES(56,14,'add_callbackrequest','Can add callback request');
INSERT INTO "auth_permission" VALUES(57,14,'change_callbackrequest','Can change callback request');
INSERT INTO "auth_permission" VALUES(58,14,'delete_callbackrequest','Can delete callback request');
INSERT INTO "auth_permission" VALUES(59,14,'view_callbackrequest','Can view callback request');
INSERT INTO "auth_permission" VALUES(60,15,'add_callbackwork','Can add callback work');
INSERT INTO "auth_permission" VALUES(61,15,'change_callbackwork','Can change callback work');
INSERT INTO "auth_permission" VALUES(62,15,'delete_callbackwork','Can delete callback work');
INSERT INTO "auth_permission" VALUES(63,15,'view_callbackwork','Can view callback work');
INSERT INTO "auth_permission" VALUES(64,16,'add_dailyfigure','Can add daily figure');
INSERT INTO "auth_permission" VALUES(65,16,'change_dailyfigure','Can change daily figure');
INSERT INTO "auth_permission" VALUES(66,16,'delete_dailyfigure','Can delete daily figure');
INSERT INTO "auth_permission" VALUES(67,16,'view_dailyfigure','Can view daily figure');
INSERT INTO "auth_permission" VALUES(68,17,'add_tombstone','Can add tombstone');
INSERT INTO "auth_permission" VALUES(69,17,'change_tombstone','Can change tombstone');
INSERT INTO "auth_permission" VALUES(70,17,'delete_tombstone','Can delete tombstone');
INSERT INTO "auth_permission" VALUES(71,17,'view_tombstone','Can view tombstone');
INSERT INTO "auth_permission" VALUES(72,18,'add_permission','Can add permission');
INSERT INTO "auth_permission" VALUES(73,18,'change_permission','Can change permission');
INSERT INTO "auth_permission" VALUES(74,18,'delete_permission','Can delete permission');
INSERT INTO "auth_permission" VALUES(75,18,'view_permission','Can view permission');
INSERT INTO "auth_permission" VALUES(76,19,'add_group','Can add group');
INSERT INTO "auth_permission" VALUES(77,19,'change_group','Can change group');
INSERT INTO "auth_permission" VALUES(78,19,'delete_group','Can delete group');
INSERT INTO "auth_permission" VALUES(79,19,'view_group','Can view group');
INSERT INTO "auth_permission" VALUES(80,20,'add_user','Can add user');
INSERT INTO "auth_permission" VALUES(81,20,'change_user','Can change user');
INSERT INTO "auth_permission" VALUES(82,20,'delete_user','Can delete user');
INSERT INTO "auth_permission" VALUES(83,20,'view_user','Can view user');
INSERT INTO "auth_permission" VALUES(84,21,'add_contenttype','Can add content type');
INSERT INTO "auth_permission" VALUES(85,21,'change_contenttype','Can change content type');
INSERT INTO "auth_permission" VALUES(86,21,'delete_contenttype','Can delete content type');
INSERT INTO "auth_permission" VALUES(87,21,'view_contenttype','Can view content type');
INSERT INTO "auth_permission" VALUES(88,22,'add_session','Can add session');
INSERT INTO "auth_permission" VALUES(89,22,'change_session','Can change session');
INSERT INTO "auth_permission" VALUES(90,22,'delete_session','Can delete session');
INSERT INTO "auth_permission" VALUES(91,22,'view_session','Can view session');
INSERT INTO "auth_permission" VALUES(92,23,'add_emailaddress','Can add email address');
INSERT INTO "auth_permission" VALUES(93,23,'change_emailaddress','Can change email address');
INSERT INTO "auth_permission" VALUES(94,23,'delete_emailaddress','Can delete email address');
INSERT INTO "auth_permission" VALUES(95,23,'view_emailaddress','Can view email address');
INSERT INTO "auth_permission" VALUES(96,24,'add_emailconfirmation','Can add email confirmation');
INSERT INTO "auth_permission" VALUES(97,24,'change_emailconfirmation','Can change email confirmation');
INSERT INTO "auth_permission" VALUES(98,24,'delete_emailconfirmation','Can delete email confirmation');
INSERT INTO "auth_permission" VALUES(99,24,'view_emailconfirmation','Can view email confirmation');
INSERT INTO "auth_permission" VALUES(100,25,'add_authenticator','Can add authenticator');
INSERT INTO "auth_permission" VALUES(101,25,'change_authenticator','Can change authenticator');
INSERT INTO "auth_permission" VALUES(102,25,'delete_authenticator','Can delete authenticator');
INSERT INTO "auth_permission" VALUES(103,25,'view_authenticator','Can view authenticator');
INSERT INTO "auth_permission" VALUES(104,26,'add_accessattempt','Can add access attempt');
INSERT INTO "auth_permission" VALUES(105,26,'change_accessattempt','Can change access attempt');
INSERT INTO "auth_permission" VALUES(106,26,'delete_accessattempt','Can delete access attempt');
INSERT INTO "auth_permission" VALUES(107,26,'view_accessattempt','Can view access attempt');
INSERT INTO "auth_permission" VALUES(108,27,'add_accesslog','Can add access log');
INSERT INTO "auth_permission" VALUES(109,27,'change_accesslog','Can change access log');
INSERT INTO "auth_permission" VALUES(110,27,'delete_accesslog','Can delete access log');
INSERT INTO "auth_permission" VALUES(111,27,'view_accesslog','Can view access log');
INSERT INTO "auth_permission" VALUES(112,28,'add_accessfailurelog','Can add access failure');
INSERT INTO "auth_permission" VALUES(113,28,'change_accessfailurelog','Can change access failure');
INSERT INTO "auth_permission" VALUES(114,28,'delete_accessfailurelog','Can delete access failure');
INSERT INTO "auth_permission" VALUES(115,28,'view_accessfailurelog','Can view access failure');
INSERT INTO "auth_permission" VALUES(116,29,'add_accessattemptexpiration','Can add access attempt expiration');
INSERT INTO "auth_permission" VALUES(117,29,'change_accessattemptexpiration','Can change access attempt expiration');
INSERT INTO "auth_permission" VALUES(118,29,'delete_accessattemptexpiration','Can delete access attempt expiration');
INSERT INTO "auth_permission" VALUES(119,29,'view_accessattemptexpiration','Can view access attempt expiration');
CREATE TABLE "auth_user" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "password" varchar(128) NOT NULL, "last_login" datetime NULL, "is_superuser" bool NOT NULL, "username" varchar(150) NOT NULL UNIQUE, "last_name" varchar(150) NOT NULL, "email" varchar(254) NOT NULL, "is_staff" bool NOT NULL, "is_active" bool NOT NULL, "date_joined" datetime NOT NULL, "first_name" varchar(150) NOT NULL);
INSERT INTO "auth_user" VALUES(1,'!nobody can sign in with this','2026-11-23 12:00:00.000000',0,'ann','x','x',0,1,'2026-11-23 12:00:00.000000','x');
CREATE TABLE "auth_user_groups" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "group_id" integer NOT NULL REFERENCES "auth_group" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "auth_user_groups" VALUES(1,1,1);
CREATE TABLE "auth_user_user_permissions" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "permission_id" integer NOT NULL REFERENCES "auth_permission" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "auth_user_user_permissions" VALUES(1,1,1);
CREATE TABLE "axes_accessattempt" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "get_data" text NOT NULL, "post_data" text NOT NULL, "failures_since_start" integer unsigned NOT NULL CHECK ("failures_since_start" >= 0));
INSERT INTO "axes_accessattempt" VALUES(1,'x','x','x','x','x','2026-11-23 12:00:00.000000','something','something',1);
CREATE TABLE "axes_accessattemptexpiration" ("access_attempt_id" integer NOT NULL PRIMARY KEY REFERENCES "axes_accessattempt" ("id") DEFERRABLE INITIALLY DEFERRED, "expires_at" datetime NOT NULL);
INSERT INTO "axes_accessattemptexpiration" VALUES(1,'2026-11-23 12:00:00.000000');
CREATE TABLE "axes_accessfailurelog" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "locked_out" bool NOT NULL);
INSERT INTO "axes_accessfailurelog" VALUES(1,'x','x','x','x','x','2026-11-23 12:00:00.000000',0);
CREATE TABLE "axes_accesslog" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "user_agent" varchar(255) NOT NULL, "ip_address" char(39) NULL, "username" varchar(255) NULL, "http_accept" varchar(1025) NOT NULL, "path_info" varchar(255) NOT NULL, "attempt_time" datetime NOT NULL, "logout_time" datetime NULL, "session_hash" varchar(64) NOT NULL);
INSERT INTO "axes_accesslog" VALUES(1,'x','x','x','x','x','2026-11-23 12:00:00.000000','2026-11-23 12:00:00.000000','x');
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
CREATE TABLE "conversations_conversation" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sender_id" varchar(255) NOT NULL, "number" integer unsigned NOT NULL CHECK ("number" >= 0), "channel" varchar(64) NOT NULL, "chat_code" varchar(16) NOT NULL, "started_at" datetime NOT NULL, "last_at" datetime NOT NULL, "first_words" varchar(200) NOT NULL, "visitor_messages" integer unsigned NOT NULL CHECK ("visitor_messages" >= 0), "assistant_messages" integer unsigned NOT NULL CHECK ("assistant_messages" >= 0), "lowest_confidence" real NULL, "fell_back" bool NOT NULL, "emergency" bool NOT NULL, "asked_for_a_person" bool NOT NULL, "thumbs_up" integer unsigned NOT NULL CHECK ("thumbs_up" >= 0), "thumbs_down" integer unsigned NOT NULL CHECK ("thumbs_down" >= 0), "is_copied" bool NOT NULL, "reviewed_at" datetime NULL, "flagged" bool NOT NULL, "assignee_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "reviewed_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_row_a_sitting" UNIQUE ("sender_id", "number"));
INSERT INTO "conversations_conversation" VALUES(1,'5f0c9f6d0a2b4c1d8e7f6a5b4c3d2e1f',1,'website','K7QP-3MXD','2026-11-23 12:00:00.000000','2026-11-23 12:00:00.000000','x',1,1,1795435200.0,0,0,0,1,1,0,'2026-11-23 12:00:00.000000',0,1,1);
CREATE TABLE "conversations_cursor" ("id" smallint unsigned NOT NULL PRIMARY KEY CHECK ("id" >= 0), "transaction_id" bigint NOT NULL, "event_id" bigint NOT NULL, "voted_until" real NOT NULL, "updated_at" datetime NOT NULL);
INSERT INTO "conversations_cursor" VALUES(1,0,0,0.0,'2026-11-23 12:00:00.000000');
CREATE TABLE "conversations_facet" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" varchar(6) NOT NULL, "value" varchar(100) NOT NULL, "conversation_id" bigint NOT NULL REFERENCES "conversations_conversation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_row_a_facet" UNIQUE ("conversation_id", "kind", "value"));
INSERT INTO "conversations_facet" VALUES(1,'topic','pain',1);
CREATE TABLE "conversations_message" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "source_id" bigint NOT NULL UNIQUE, "sent_at" datetime NOT NULL, "kind" varchar(9) NOT NULL, "text" text NOT NULL, "is_button" bool NOT NULL, "intent" varchar(64) NOT NULL, "confidence" real NULL, "runner_up" varchar(64) NOT NULL, "runner_up_confidence" real NULL, "ranking" text NOT NULL CHECK ((JSON_VALID("ranking") OR "ranking" IS NULL)), "entities" text NOT NULL CHECK ((JSON_VALID("entities") OR "entities" IS NULL)), "slots" text NOT NULL CHECK ((JSON_VALID("slots") OR "slots" IS NULL)), "topic" varchar(64) NOT NULL, "topics" text NOT NULL CHECK ((JSON_VALID("topics") OR "topics" IS NULL)), "response" varchar(100) NOT NULL, "gap" varchar(100) NOT NULL, "buttons" text NOT NULL CHECK ((JSON_VALID("buttons") OR "buttons" IS NULL)), "is_ambiguous" bool NOT NULL, "is_refused" bool NOT NULL, "vote" varchar(4) NOT NULL, "comment" text NOT NULL, "conversation_id" bigint NOT NULL REFERENCES "conversations_conversation" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "conversations_message" VALUES(1,4,'2026-11-23 12:00:00.000000','visitor','does massage help my stiff neck',0,'x',1795435200.0,'x',1795435200.0,'[["pain", 0.9]]','[]','{}','x','[]','x','x','[]',0,0,'x','something',1);
CREATE TABLE "django_content_type" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app_label" varchar(100) NOT NULL, "model" varchar(100) NOT NULL);
INSERT INTO "django_content_type" VALUES(1,'accounts','auditentry');
INSERT INTO "django_content_type" VALUES(2,'accounts','firstlink');
INSERT INTO "django_content_type" VALUES(3,'conversations','cursor');
INSERT INTO "django_content_type" VALUES(4,'conversations','conversation');
INSERT INTO "django_content_type" VALUES(5,'conversations','facet');
INSERT INTO "django_content_type" VALUES(6,'conversations','message');
INSERT INTO "django_content_type" VALUES(7,'review','note');
INSERT INTO "django_content_type" VALUES(8,'review','tag');
INSERT INTO "django_content_type" VALUES(9,'review','queueitem');
INSERT INTO "django_content_type" VALUES(10,'review','savedfilter');
INSERT INTO "django_content_type" VALUES(11,'training','inboxmessage');
INSERT INTO "django_content_type" VALUES(12,'training','patch');
INSERT INTO "django_content_type" VALUES(13,'training','decision');
INSERT INTO "django_content_type" VALUES(14,'insights','callbackrequest');
INSERT INTO "django_content_type" VALUES(15,'insights','callbackwork');
INSERT INTO "django_content_type" VALUES(16,'insights','dailyfigure');
INSERT INTO "django_content_type" VALUES(17,'privacy','tombstone');
INSERT INTO "django_content_type" VALUES(18,'auth','permission');
INSERT INTO "django_content_type" VALUES(19,'auth','group');
INSERT INTO "django_content_type" VALUES(20,'auth','user');
INSERT INTO "django_content_type" VALUES(21,'contenttypes','contenttype');
INSERT INTO "django_content_type" VALUES(22,'sessions','session');
INSERT INTO "django_content_type" VALUES(23,'account','emailaddress');
INSERT INTO "django_content_type" VALUES(24,'account','emailconfirmation');
INSERT INTO "django_content_type" VALUES(25,'mfa','authenticator');
INSERT INTO "django_content_type" VALUES(26,'axes','accessattempt');
INSERT INTO "django_content_type" VALUES(27,'axes','accesslog');
INSERT INTO "django_content_type" VALUES(28,'axes','accessfailurelog');
INSERT INTO "django_content_type" VALUES(29,'axes','accessattemptexpiration');
CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL);
INSERT INTO "django_migrations" VALUES(1,'contenttypes','0001_initial','2026-11-26 20:57:45.735420');
INSERT INTO "django_migrations" VALUES(2,'auth','0001_initial','2026-11-26 20:57:45.792714');
INSERT INTO "django_migrations" VALUES(3,'account','0001_initial','2026-11-26 20:57:45.840049');
INSERT INTO "django_migrations" VALUES(4,'account','0002_email_max_length','2026-11-26 20:57:45.877606');
INSERT INTO "django_migrations" VALUES(5,'account','0003_alter_emailaddress_create_unique_verified_email','2026-11-26 20:57:45.928788');
INSERT INTO "django_migrations" VALUES(6,'account','0004_alter_emailaddress_drop_unique_email','2026-11-26 20:57:45.962924');
INSERT INTO "django_migrations" VALUES(7,'account','0005_emailaddress_idx_upper_email','2026-11-26 20:57:45.990636');
INSERT INTO "django_migrations" VALUES(8,'account','0006_emailaddress_lower','2026-11-26 20:57:46.023679');
INSERT INTO "django_migrations" VALUES(9,'account','0007_emailaddress_idx_email','2026-11-26 20:57:46.078309');
INSERT INTO "django_migrations" VALUES(10,'account','0008_emailaddress_unique_primary_email_fixup','2026-11-26 20:57:46.106937');
INSERT INTO "django_migrations" VALUES(11,'account','0009_emailaddress_unique_primary_email','2026-11-26 20:57:46.141259');
INSERT INTO "django_migrations" VALUES(12,'contenttypes','0002_remove_content_type_name','2026-11-26 20:57:46.198292');
INSERT INTO "django_migrations" VALUES(13,'auth','0002_alter_permission_name_max_length','2026-11-26 20:57:46.230865');
INSERT INTO "django_migrations" VALUES(14,'auth','0003_alter_user_email_max_length','2026-11-26 20:57:46.259948');
INSERT INTO "django_migrations" VALUES(15,'auth','0004_alter_user_username_opts','2026-11-26 20:57:46.284014');
INSERT INTO "django_migrations" VALUES(16,'auth','0005_alter_user_last_login_null','2026-11-26 20:57:46.311790');
INSERT INTO "django_migrations" VALUES(17,'auth','0006_require_contenttypes_0002','2026-11-26 20:57:46.317420');
INSERT INTO "django_migrations" VALUES(18,'auth','0007_alter_validators_add_error_messages','2026-11-26 20:57:46.335142');
INSERT INTO "django_migrations" VALUES(19,'auth','0008_alter_user_username_max_length','2026-11-26 20:57:46.368835');
INSERT INTO "django_migrations" VALUES(20,'auth','0009_alter_user_last_name_max_length','2026-11-26 20:57:46.400416');
INSERT INTO "django_migrations" VALUES(21,'auth','0010_alter_group_name_max_length','2026-11-26 20:57:46.432733');
INSERT INTO "django_migrations" VALUES(22,'auth','0011_update_proxy_permissions','2026-11-26 20:57:46.455000');
INSERT INTO "django_migrations" VALUES(23,'auth','0012_alter_user_first_name_max_length','2026-11-26 20:57:46.482292');
INSERT INTO "django_migrations" VALUES(24,'accounts','0001_initial','2026-11-26 20:57:46.529467');
INSERT INTO "django_migrations" VALUES(25,'accounts','0002_roles','2026-11-26 20:57:46.640186');
INSERT INTO "django_migrations" VALUES(26,'accounts','0003_log_stays','2026-11-26 20:57:46.667973');
INSERT INTO "django_migrations" VALUES(27,'axes','0001_initial','2026-11-26 20:57:46.683379');
INSERT INTO "django_migrations" VALUES(28,'axes','0002_auto_20151217_2044','2026-11-26 20:57:46.813425');
INSERT INTO "django_migrations" VALUES(29,'axes','0003_auto_20160322_0929','2026-11-26 20:57:46.854669');
INSERT INTO "django_migrations" VALUES(30,'axes','0004_auto_20181024_1538','2026-11-26 20:57:46.901296');
INSERT INTO "django_migrations" VALUES(31,'axes','0005_remove_accessattempt_trusted','2026-11-26 20:57:46.916667');
INSERT INTO "django_migrations" VALUES(32,'axes','0006_remove_accesslog_trusted','2026-11-26 20:57:46.933527');
INSERT INTO "django_migrations" VALUES(33,'axes','0007_alter_accessattempt_unique_together','2026-11-26 20:57:46.951542');
INSERT INTO "django_migrations" VALUES(34,'axes','0008_accessfailurelog','2026-11-26 20:57:46.959433');
INSERT INTO "django_migrations" VALUES(35,'axes','0009_add_session_hash','2026-11-26 20:57:46.966565');
INSERT INTO "django_migrations" VALUES(36,'axes','0010_accessattemptexpiration','2026-11-26 20:57:46.971806');
INSERT INTO "django_migrations" VALUES(37,'conversations','0001_initial','2026-11-26 20:57:47.515298');
INSERT INTO "django_migrations" VALUES(38,'conversations','0002_events_and_search','2026-11-26 20:57:47.599540');
INSERT INTO "django_migrations" VALUES(39,'insights','0001_initial','2026-11-26 20:57:47.666987');
INSERT INTO "django_migrations" VALUES(40,'mfa','0001_initial','2026-11-26 20:57:47.720182');
INSERT INTO "django_migrations" VALUES(41,'mfa','0002_authenticator_timestamps','2026-11-26 20:57:47.796297');
INSERT INTO "django_migrations" VALUES(42,'mfa','0003_authenticator_type_uniq','2026-11-26 20:57:48.072740');
INSERT INTO "django_migrations" VALUES(43,'privacy','0001_initial','2026-11-26 20:57:48.075724');
INSERT INTO "django_migrations" VALUES(44,'privacy','0002_tombstones_until','2026-11-26 20:57:48.097197');
INSERT INTO "django_migrations" VALUES(45,'review','0001_initial','2026-11-26 20:57:48.310665');
INSERT INTO "django_migrations" VALUES(46,'sessions','0001_initial','2026-11-26 20:57:48.314296');
INSERT INTO "django_migrations" VALUES(47,'training','0001_initial','2026-11-26 20:57:48.526637');
CREATE TABLE "django_session" ("session_key" varchar(40) NOT NULL PRIMARY KEY, "session_data" text NOT NULL, "expire_date" datetime NOT NULL);
INSERT INTO "django_session" VALUES('x','something','2026-11-23 12:00:00.000000');
CREATE TABLE events (
    id INTEGER PRIMARY KEY AUTOINCREMENT, sender_id VARCHAR(255) NOT NULL, type_name VARCHAR(255) NOT NULL,
    timestamp FLOAT, intent_name VARCHAR(255), action_name VARCHAR(255), data TEXT);
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
CREATE TABLE "insights_callbackwork" ("request" varchar(32) NOT NULL PRIMARY KEY, "changed_at" datetime NOT NULL, "taken_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "insights_callbackwork" VALUES('x','2026-11-23 12:00:00.000000',1);
CREATE TABLE "insights_dailyfigure" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NOT NULL, "name" varchar(40) NOT NULL, "detail" varchar(100) NOT NULL, "value" integer unsigned NOT NULL CHECK ("value" >= 0), CONSTRAINT "one_row_a_figure" UNIQUE ("day", "name", "detail"));
INSERT INTO "insights_dailyfigure" VALUES(1,'2026-11-23','x','x',1);
CREATE VIRTUAL TABLE message_search USING fts5(text, content='conversations_message', content_rowid='id', tokenize='unicode61 remove_diacritics 2');
CREATE TABLE "mfa_authenticator" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "type" varchar(20) NOT NULL, "data" text NOT NULL CHECK ((JSON_VALID("data") OR "data" IS NULL)), "user_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "created_at" datetime NOT NULL, "last_used_at" datetime NULL);
INSERT INTO "mfa_authenticator" VALUES(1,'x','{}',1,'2026-11-23 12:00:00.000000','2026-11-23 12:00:00.000000');
CREATE TABLE "privacy_tombstone" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "sender_hash" varchar(64) NOT NULL UNIQUE, "erased_at" datetime NOT NULL, "until" real NULL);
INSERT INTO "privacy_tombstone" VALUES(1,'0000000000000000000000000000000000000000000000000000000000000000','2026-11-23 12:00:00.000000',1795435200.0);
CREATE TABLE "review_note" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "text" text NOT NULL, "written_at" datetime NOT NULL, "author_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "conversation_id" bigint NOT NULL REFERENCES "conversations_conversation" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "review_note" VALUES(1,'something','2026-11-23 12:00:00.000000',1,1);
CREATE TABLE "review_queueitem" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "day" date NOT NULL, "reason" varchar(9) NOT NULL, "conversation_id" bigint NOT NULL REFERENCES "conversations_conversation" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "once_a_day_in_the_queue" UNIQUE ("day", "conversation_id"));
INSERT INTO "review_queueitem" VALUES(1,'2026-11-23','x',1);
CREATE TABLE "review_savedfilter" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(60) NOT NULL, "query" varchar(1000) NOT NULL, "owner_id" integer NOT NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, CONSTRAINT "one_filter_a_name" UNIQUE ("owner_id", "name"));
INSERT INTO "review_savedfilter" VALUES(1,'x','x',1);
CREATE TABLE "review_tag" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "name" varchar(40) NOT NULL UNIQUE);
INSERT INTO "review_tag" VALUES(1,'ask again');
CREATE TABLE "review_tag_conversations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "tag_id" bigint NOT NULL REFERENCES "review_tag" ("id") DEFERRABLE INITIALLY DEFERRED, "conversation_id" bigint NOT NULL REFERENCES "conversations_conversation" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "review_tag_conversations" VALUES(1,1,1);
CREATE TABLE "training_decision" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "normalised" varchar(500) NOT NULL UNIQUE, "kind" varchar(12) NOT NULL, "intent" varchar(64) NOT NULL, "target" varchar(8) NOT NULL, "sentence" text NOT NULL, "decided_at" datetime NOT NULL, "decided_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED, "message_id" bigint NULL REFERENCES "conversations_message" ("id") DEFERRABLE INITIALLY DEFERRED, "patch_id" bigint NULL REFERENCES "training_patch" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "training_decision" VALUES(1,'does massage help my stiff neck','topic','pain','training','does massage help my stiff neck','2026-11-23 12:00:00.000000',1,1,1);
CREATE TABLE "training_inboxmessage" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "normalised" varchar(500) NOT NULL, "reason" varchar(14) NOT NULL, "message_id" bigint NOT NULL UNIQUE REFERENCES "conversations_message" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "training_inboxmessage" VALUES(1,'x','x',1);
CREATE TABLE "training_patch" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, "made_at" datetime NOT NULL, "sentences" integer unsigned NOT NULL CHECK ("sentences" >= 0), "sha256" varchar(64) NOT NULL, "made_by_id" integer NULL REFERENCES "auth_user" ("id") DEFERRABLE INITIALLY DEFERRED);
INSERT INTO "training_patch" VALUES(1,'2026-11-23 12:00:00.000000',1,'x',1);
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
CREATE UNIQUE INDEX "auth_group_permissions_group_id_permission_id_0cd325b0_uniq" ON "auth_group_permissions" ("group_id", "permission_id");
CREATE INDEX "auth_group_permissions_group_id_b120cbf9" ON "auth_group_permissions" ("group_id");
CREATE INDEX "auth_group_permissions_permission_id_84c5c92e" ON "auth_group_permissions" ("permission_id");
CREATE UNIQUE INDEX "auth_user_groups_user_id_group_id_94350c0c_uniq" ON "auth_user_groups" ("user_id", "group_id");
CREATE INDEX "auth_user_groups_user_id_6a12ed8b" ON "auth_user_groups" ("user_id");
CREATE INDEX "auth_user_groups_group_id_97559544" ON "auth_user_groups" ("group_id");
CREATE UNIQUE INDEX "auth_user_user_permissions_user_id_permission_id_14a6b632_uniq" ON "auth_user_user_permissions" ("user_id", "permission_id");
CREATE INDEX "auth_user_user_permissions_user_id_a95ead1b" ON "auth_user_user_permissions" ("user_id");
CREATE INDEX "auth_user_user_permissions_permission_id_1fbb5f2c" ON "auth_user_user_permissions" ("permission_id");
CREATE INDEX "account_emailconfirmation_email_address_id_5b7f8c58" ON "account_emailconfirmation" ("email_address_id");
CREATE UNIQUE INDEX "account_emailaddress_user_id_email_987c8728_uniq" ON "account_emailaddress" ("user_id", "email");
CREATE UNIQUE INDEX "unique_verified_email" ON "account_emailaddress" ("email") WHERE "verified";
CREATE INDEX "account_emailaddress_user_id_2c513194" ON "account_emailaddress" ("user_id");
CREATE INDEX "account_emailaddress_email_03be32b2" ON "account_emailaddress" ("email");
CREATE UNIQUE INDEX "unique_primary_email" ON "account_emailaddress" ("user_id", "primary") WHERE "primary";
CREATE UNIQUE INDEX "django_content_type_app_label_model_76bd3d3b_uniq" ON "django_content_type" ("app_label", "model");
CREATE UNIQUE INDEX "auth_permission_content_type_id_codename_01ab375a_uniq" ON "auth_permission" ("content_type_id", "codename");
CREATE INDEX "auth_permission_content_type_id_2f476e4b" ON "auth_permission" ("content_type_id");
CREATE INDEX "accounts_auditentry_at_ca3d189b" ON "accounts_auditentry" ("at");
CREATE INDEX "accounts_auditentry_user_id_7b0077aa" ON "accounts_auditentry" ("user_id");
CREATE TRIGGER log_stays_update BEFORE UPDATE ON accounts_auditentry BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE TRIGGER log_stays_delete BEFORE DELETE ON accounts_auditentry BEGIN SELECT RAISE(ABORT, 'the log is never changed'); END;
CREATE INDEX "axes_accessattempt_user_agent_ad89678b" ON "axes_accessattempt" ("user_agent");
CREATE INDEX "axes_accessattempt_ip_address_10922d9c" ON "axes_accessattempt" ("ip_address");
CREATE INDEX "axes_accessattempt_username_3f2d4ca0" ON "axes_accessattempt" ("username");
CREATE UNIQUE INDEX "axes_accessattempt_username_ip_address_user_agent_8ea22282_uniq" ON "axes_accessattempt" ("username", "ip_address", "user_agent");
CREATE INDEX "axes_accessfailurelog_user_agent_ea145dda" ON "axes_accessfailurelog" ("user_agent");
CREATE INDEX "axes_accessfailurelog_ip_address_2e9f5a7f" ON "axes_accessfailurelog" ("ip_address");
CREATE INDEX "axes_accessfailurelog_username_a8b7e8a4" ON "axes_accessfailurelog" ("username");
CREATE INDEX "axes_accesslog_user_agent_0e659004" ON "axes_accesslog" ("user_agent");
CREATE INDEX "axes_accesslog_ip_address_86b417e5" ON "axes_accesslog" ("ip_address");
CREATE INDEX "axes_accesslog_username_df93064b" ON "axes_accesslog" ("username");
CREATE INDEX "conversations_message_sent_at_616a9724" ON "conversations_message" ("sent_at");
CREATE INDEX "conversations_message_conversation_id_f1a2d5e9" ON "conversations_message" ("conversation_id");
CREATE INDEX "conversations_conversation_channel_26bd1c90" ON "conversations_conversation" ("channel");
CREATE INDEX "conversations_conversation_chat_code_123a03b4" ON "conversations_conversation" ("chat_code");
CREATE INDEX "conversations_conversation_assignee_id_e845f644" ON "conversations_conversation" ("assignee_id");
CREATE INDEX "conversations_conversation_reviewed_by_id_a94921a0" ON "conversations_conversation" ("reviewed_by_id");
CREATE INDEX "conversation_newest" ON "conversations_conversation" ("last_at" DESC, "id" DESC);
CREATE INDEX "conversation_unreviewed" ON "conversations_conversation" ("last_at" DESC, "id" DESC) WHERE "reviewed_at" IS NULL;
CREATE INDEX "conversation_fell_back" ON "conversations_conversation" ("last_at" DESC, "id" DESC) WHERE "fell_back";
CREATE INDEX "conversation_emergency" ON "conversations_conversation" ("last_at" DESC, "id" DESC) WHERE "emergency";
CREATE INDEX "conversation_thumbs_down" ON "conversations_conversation" ("last_at" DESC, "id" DESC) WHERE "thumbs_down" > 0;
CREATE INDEX "conversation_flagged" ON "conversations_conversation" ("last_at" DESC, "id" DESC) WHERE "flagged";
CREATE INDEX "conversations_facet_conversation_id_8d1e94e9" ON "conversations_facet" ("conversation_id");
CREATE INDEX "facet_found_by_value" ON "conversations_facet" ("kind", "value", "conversation_id");
CREATE INDEX "message_in_order" ON "conversations_message" ("conversation_id", "source_id");
CREATE INDEX ix_events_sender_id ON events (sender_id);
CREATE TRIGGER message_search_insert AFTER INSERT ON conversations_message BEGIN INSERT INTO message_search(rowid, text) VALUES (new.id, new.text); END;
CREATE TRIGGER message_search_delete AFTER DELETE ON conversations_message BEGIN INSERT INTO message_search(message_search, rowid, text) VALUES ('delete', old.id, old.text); END;
CREATE TRIGGER message_search_update AFTER UPDATE OF text ON conversations_message WHEN old.text <> new.text BEGIN INSERT INTO message_search(message_search, rowid, text) VALUES ('delete', old.id, old.text); INSERT INTO message_search(rowid, text) VALUES (new.id, new.text); END;
CREATE INDEX "insights_callbackwork_taken_by_id_a66d8aa0" ON "insights_callbackwork" ("taken_by_id");
CREATE INDEX "mfa_authenticator_user_id_0c3a50c0" ON "mfa_authenticator" ("user_id");
CREATE UNIQUE INDEX "unique_authenticator_type" ON "mfa_authenticator" ("user_id", "type") WHERE "type" IN ('totp', 'recovery_codes');
CREATE INDEX "review_note_author_id_433e549a" ON "review_note" ("author_id");
CREATE INDEX "review_note_conversation_id_c180cfe0" ON "review_note" ("conversation_id");
CREATE UNIQUE INDEX "review_tag_conversations_tag_id_conversation_id_028b5284_uniq" ON "review_tag_conversations" ("tag_id", "conversation_id");
CREATE INDEX "review_tag_conversations_tag_id_ecb0c6ca" ON "review_tag_conversations" ("tag_id");
CREATE INDEX "review_tag_conversations_conversation_id_fad1a78b" ON "review_tag_conversations" ("conversation_id");
CREATE INDEX "review_queueitem_conversation_id_d68778e9" ON "review_queueitem" ("conversation_id");
CREATE INDEX "review_savedfilter_owner_id_7d5e0b2e" ON "review_savedfilter" ("owner_id");
CREATE INDEX "django_session_expire_date_a5c62663" ON "django_session" ("expire_date");
CREATE INDEX "training_inboxmessage_normalised_8fcf79f2" ON "training_inboxmessage" ("normalised");
CREATE INDEX "training_patch_made_by_id_770d81f2" ON "training_patch" ("made_by_id");
CREATE INDEX "training_decision_decided_by_id_cb68748a" ON "training_decision" ("decided_by_id");
CREATE INDEX "training_decision_message_id_1246e6ef" ON "training_decision" ("message_id");
CREATE INDEX "training_decision_patch_id_6017b5c2" ON "training_decision" ("patch_id");
CREATE INDEX ix_website_sessions_last_activity ON website_sessions (last_activity);
CREATE UNIQUE INDEX website_messages_asked_once ON website_messages (conversation, client_msg_id) WHERE sender = 'visitor';
CREATE INDEX ix_website_feedback_created ON website_feedback (created);
CREATE INDEX ix_callback_requests_conversation ON callback_requests (conversation);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('django_migrations',47);
INSERT INTO "sqlite_sequence" VALUES('account_emailaddress',1);
INSERT INTO "sqlite_sequence" VALUES('django_content_type',29);
INSERT INTO "sqlite_sequence" VALUES('auth_permission',119);
INSERT INTO "sqlite_sequence" VALUES('auth_group',4);
INSERT INTO "sqlite_sequence" VALUES('auth_user',1);
INSERT INTO "sqlite_sequence" VALUES('auth_group_permissions',15);
INSERT INTO "sqlite_sequence" VALUES('axes_accessattempt',1);
INSERT INTO "sqlite_sequence" VALUES('axes_accesslog',1);
INSERT INTO "sqlite_sequence" VALUES('conversations_conversation',1);
INSERT INTO "sqlite_sequence" VALUES('conversations_facet',1);
INSERT INTO "sqlite_sequence" VALUES('mfa_authenticator',1);
INSERT INTO "sqlite_sequence" VALUES('accounts_auditentry',1);
INSERT INTO "sqlite_sequence" VALUES('accounts_firstlink',1);
INSERT INTO "sqlite_sequence" VALUES('axes_accessfailurelog',1);
INSERT INTO "sqlite_sequence" VALUES('events',14);
INSERT INTO "sqlite_sequence" VALUES('insights_dailyfigure',1);
INSERT INTO "sqlite_sequence" VALUES('privacy_tombstone',1);
INSERT INTO "sqlite_sequence" VALUES('review_tag',1);
INSERT INTO "sqlite_sequence" VALUES('auth_user_groups',1);
INSERT INTO "sqlite_sequence" VALUES('review_savedfilter',1);
INSERT INTO "sqlite_sequence" VALUES('training_patch',1);
INSERT INTO "sqlite_sequence" VALUES('account_emailconfirmation',1);
INSERT INTO "sqlite_sequence" VALUES('auth_user_user_permissions',1);
INSERT INTO "sqlite_sequence" VALUES('conversations_message',1);
INSERT INTO "sqlite_sequence" VALUES('review_note',1);
INSERT INTO "sqlite_sequence" VALUES('review_queueitem',1);
INSERT INTO "sqlite_sequence" VALUES('review_tag_conversations',1);
INSERT INTO "sqlite_sequence" VALUES('training_decision',1);
INSERT INTO "sqlite_sequence" VALUES('training_inboxmessage',1);
INSERT INTO message_search(message_search) VALUES ('rebuild');
COMMIT;
