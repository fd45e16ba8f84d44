-- Whoever answers a take has played to what they heard: from then on its sound and its place are fixed, but for what takes a
-- voice out of it or puts it back, which changes neither a place nor a time. How that is done: docs/decisions/0032-silence.md.
DROP TRIGGER takes_answered ON takes;--> statement-breakpoint
CREATE TRIGGER takes_answered BEFORE UPDATE ON takes
  FOR EACH ROW
  WHEN (OLD.child_count > 0 AND (
    (OLD.gain_db, OLD.nudge_ms) IS DISTINCT FROM (NEW.gain_db, NEW.nudge_ms)
    OR (NEW.wanted_nudge_ms IS NOT NULL AND NEW.wanted_nudge_ms IS DISTINCT FROM OLD.wanted_nudge_ms)
    OR (NOT OLD.mix_due AND OLD.state = NEW.state AND
      (OLD.stem_key, OLD.stem_bytes, OLD.stem_sha256, OLD.mix_key, OLD.mix_bytes, OLD.mix_sha256,
       OLD.margins_key, OLD.margins_bytes, OLD.margins_sha256, OLD.peaks)
      IS DISTINCT FROM
      (NEW.stem_key, NEW.stem_bytes, NEW.stem_sha256, NEW.mix_key, NEW.mix_bytes, NEW.mix_sha256,
       NEW.margins_key, NEW.margins_bytes, NEW.margins_sha256, NEW.peaks))))
  EXECUTE FUNCTION keep_answered_take();
--> statement-breakpoint
-- A take may be on its way here while its parent is silenced or its author leaves. The story's row, which both hold, says who
-- was first; the author's row, which the one who leaves has changed, says that nothing more of theirs comes in.
CREATE FUNCTION receive_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT deleted_at IS NOT NULL FROM users WHERE id = NEW.author_id FOR KEY SHARE) THEN
    RAISE EXCEPTION USING ERRCODE = 'foreign_key_violation', CONSTRAINT = 'takes_author_id_users_id_fk', TABLE = 'takes',
      MESSAGE = format('the author of take %s has left', NEW.id);
  END IF;
  NEW.mix_due := NEW.mix_due OR EXISTS (
    SELECT FROM takes WHERE id = NEW.parent_id AND story_id IS NOT DISTINCT FROM NEW.story_id AND state <> 'shown');
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER takes_received BEFORE INSERT ON takes
  FOR EACH ROW EXECUTE FUNCTION receive_take();

--> statement-breakpoint
-- Who is heard in a story is a voice of it, is found by their name and counts. Whoever silences a take holds the story's row.
CREATE FUNCTION count_voice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'shown' THEN
    INSERT INTO story_voices (user_id, story_id) VALUES (NEW.author_id, NEW.story_id) ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM story_voices WHERE user_id = NEW.author_id AND story_id = NEW.story_id AND NOT EXISTS (
      SELECT FROM takes WHERE story_id = NEW.story_id AND author_id = NEW.author_id AND state = 'shown');
  END IF;
  IF FOUND THEN
    UPDATE stories SET voice_count = voice_count + CASE NEW.state WHEN 'shown' THEN 1 ELSE -1 END WHERE id = NEW.story_id;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER takes_heard AFTER UPDATE OF state ON takes
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION count_voice();
