-- The second wall, after lib/domain/policy.ts: what somebody may not listen to, a query that forgot to ask does not find either.
-- Why it stands so is told in docs/decisions/0029-the-second-wall.md.
-- Its role is of the whole server, and made before (db/app-role.mjs).
GRANT USAGE ON SCHEMA public TO tap_story;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tap_story;--> statement-breakpoint
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO tap_story;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tap_story;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO tap_story;--> statement-breakpoint
REVOKE UPDATE, DELETE ON audit_log FROM tap_story;--> statement-breakpoint
-- The app has no right to, and whom the tables belong to is stopped as well.
CREATE FUNCTION keep_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = 'nothing in the audit log is changed or removed';
END $$;
--> statement-breakpoint
CREATE TRIGGER audit_log_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION keep_audit_log();
--> statement-breakpoint
-- In whose name a query asks: a person's, the whole place's ('*') or nobody's.
CREATE FUNCTION acting_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(nullif(current_setting('tap_story.actor', true), ''), '*')::uuid
$$;
--> statement-breakpoint
CREATE FUNCTION acts_as_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(current_setting('tap_story.actor', true) = '*', false)
$$;
--> statement-breakpoint
-- Above the policies, so that theirs may ask for it.
CREATE FUNCTION owns_story(of_story uuid) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM stories WHERE id = of_story AND owner_id = acting_person())
$$;
--> statement-breakpoint
-- The stories that not everybody with their address may listen to: a digest of their ids, which tells whether a story that one knows is
-- among them, and which ones there are to nobody. The view's owner is above the policies, and so all of them are in it.
CREATE VIEW hidden_stories AS
  SELECT sha256(uuid_send(id)) AS digest FROM stories WHERE visibility = 'private' OR deleted_at IS NOT NULL;--> statement-breakpoint
-- Those of them that somebody may listen to nevertheless.
CREATE FUNCTION my_hidden_stories() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT array(
    SELECT id FROM stories WHERE owner_id = acting_person() AND (visibility = 'private' OR deleted_at IS NOT NULL)
    UNION ALL
    SELECT id FROM stories WHERE handed_to = acting_person() AND visibility = 'private' AND deleted_at IS NULL
    UNION ALL
    SELECT stories.id FROM story_members INNER JOIN stories ON stories.id = story_members.story_id
      WHERE story_members.user_id = acting_person() AND stories.visibility = 'private' AND stories.deleted_at IS NULL
  )
$$;
--> statement-breakpoint
ALTER TABLE stories ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
-- Its owner is asked for beside the list: a story that is being made or changed is not in it yet.
CREATE POLICY stories_seen ON stories TO tap_story USING (
  (visibility <> 'private' AND deleted_at IS NULL) OR (SELECT acts_as_system()) OR owner_id = acting_person()
  OR id = ANY ((SELECT my_hidden_stories())::uuid[])
);--> statement-breakpoint
ALTER TABLE story_members ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY members_seen ON story_members FOR SELECT TO tap_story
  USING (user_id = acting_person() OR acts_as_system() OR owns_story(story_id));--> statement-breakpoint
CREATE POLICY members_let_in ON story_members FOR INSERT TO tap_story
  WITH CHECK (acts_as_system() OR owns_story(story_id));--> statement-breakpoint
CREATE POLICY members_moved ON story_members FOR UPDATE TO tap_story USING (acts_as_system());--> statement-breakpoint
CREATE POLICY members_gone ON story_members FOR DELETE TO tap_story
  USING (user_id = acting_person() OR acts_as_system() OR owns_story(story_id));--> statement-breakpoint
-- Where a story goes, everything of it goes. A row of an open one costs a look into the small index of the hidden ones; what has no
-- row in front of it is worked out once for a query. The offset keeps the planner from reading all hidden ones at once instead.
ALTER TABLE takes ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY takes_seen ON takes TO tap_story USING (
  (SELECT acts_as_system())
  OR NOT EXISTS (SELECT FROM hidden_stories WHERE digest = sha256(uuid_send(takes.story_id)) OFFSET 0)
  OR story_id = ANY ((SELECT my_hidden_stories())::uuid[])
);--> statement-breakpoint
ALTER TABLE likes ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY likes_seen ON likes TO tap_story USING (
  (SELECT acts_as_system())
  OR NOT EXISTS (SELECT FROM hidden_stories WHERE digest = sha256(uuid_send(likes.story_id)) OFFSET 0)
  OR story_id = ANY ((SELECT my_hidden_stories())::uuid[])
);--> statement-breakpoint
ALTER TABLE story_voices ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY voices_seen ON story_voices TO tap_story USING (
  (SELECT acts_as_system())
  OR NOT EXISTS (SELECT FROM hidden_stories WHERE digest = sha256(uuid_send(story_voices.story_id)) OFFSET 0)
  OR story_id = ANY ((SELECT my_hidden_stories())::uuid[])
);--> statement-breakpoint
ALTER TABLE path_files ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY path_files_seen ON path_files TO tap_story USING (
  (SELECT acts_as_system())
  OR NOT EXISTS (SELECT FROM hidden_stories WHERE digest = sha256(uuid_send(path_files.story_id)) OFFSET 0)
  OR story_id = ANY ((SELECT my_hidden_stories())::uuid[])
);--> statement-breakpoint
ALTER TABLE take_alignments ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY alignments_seen ON take_alignments TO tap_story USING (
  (SELECT acts_as_system())
  OR NOT EXISTS (SELECT FROM hidden_stories WHERE digest = sha256(uuid_send(take_alignments.story_id)) OFFSET 0)
  OR story_id = ANY ((SELECT my_hidden_stories())::uuid[])
);--> statement-breakpoint
ALTER TABLE pictures ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY pictures_seen ON pictures TO tap_story USING (
  story_id IS NULL OR user_id = acting_person() OR (SELECT acts_as_system())
  OR NOT EXISTS (SELECT FROM hidden_stories WHERE digest = sha256(uuid_send(pictures.story_id)) OFFSET 0)
  OR story_id = ANY ((SELECT my_hidden_stories())::uuid[])
);--> statement-breakpoint
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY invitations_seen ON invitations TO tap_story USING ((SELECT acts_as_system()) OR owns_story(story_id));--> statement-breakpoint
ALTER TABLE waiting_takes ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY waiting_seen ON waiting_takes TO tap_story USING (
  (SELECT acts_as_system())
  OR EXISTS (
    SELECT FROM stories WHERE stories.id = waiting_takes.story_id
      AND acting_person() IN (stories.owner_id, waiting_takes.author_id) OFFSET 0
  )
);--> statement-breakpoint
ALTER TABLE withheld_takes ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY withheld_seen ON withheld_takes TO tap_story USING ((SELECT acts_as_system()));--> statement-breakpoint
-- Written by tell(), which is above the policies: what somebody does is told to others.
ALTER TABLE notices ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY notices_seen ON notices TO tap_story
  USING ((SELECT acts_as_system()) OR user_id = (SELECT acting_person()));--> statement-breakpoint
ALTER TABLE reports ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY reports_seen ON reports TO tap_story
  USING ((SELECT acts_as_system()) OR reporter_id = (SELECT acting_person()));--> statement-breakpoint
ALTER TABLE decisions ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY decisions_seen ON decisions TO tap_story USING ((SELECT acts_as_system()));--> statement-breakpoint
CREATE FUNCTION stamp_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
--> statement-breakpoint
-- When something was done is the database's word, and nobody else's.
CREATE TRIGGER audit_log_at BEFORE INSERT ON audit_log FOR EACH ROW EXECUTE FUNCTION stamp_audit_log();
--> statement-breakpoint
-- A wall of its own, without a guard: PostgreSQL looks nothing up by an index of words where a row has to be asked first whether it
-- may be seen. Its owner is above the policies, so what it leaves out is all that keeps a private story out of it.
CREATE VIEW public_stories AS SELECT * FROM stories WHERE visibility = 'public' AND deleted_at IS NULL;--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON public_stories, hidden_stories FROM tap_story;
