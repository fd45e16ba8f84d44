ALTER TABLE "takes" ADD COLUMN "moved_at" timestamp (3) with time zone;--> statement-breakpoint
-- Whoever answers a take has played to what they heard: from then on its sound and its place are fixed.
CREATE FUNCTION keep_answered_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_take('take_is_answered', format('take %s has been answered and stays where it is', OLD.id));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER takes_answered BEFORE UPDATE ON takes
  FOR EACH ROW
  WHEN (OLD.child_count > 0 AND (
    (OLD.stem_key, OLD.stem_bytes, OLD.stem_sha256, OLD.mix_key, OLD.mix_bytes, OLD.mix_sha256,
     OLD.margins_key, OLD.margins_bytes, OLD.margins_sha256, OLD.peaks, OLD.gain_db, OLD.nudge_ms)
    IS DISTINCT FROM
    (NEW.stem_key, NEW.stem_bytes, NEW.stem_sha256, NEW.mix_key, NEW.mix_bytes, NEW.mix_sha256,
     NEW.margins_key, NEW.margins_bytes, NEW.margins_sha256, NEW.peaks, NEW.gain_db, NEW.nudge_ms)
    OR (NEW.wanted_nudge_ms IS NOT NULL AND NEW.wanted_nudge_ms IS DISTINCT FROM OLD.wanted_nudge_ms)))
  EXECUTE FUNCTION keep_answered_take();
