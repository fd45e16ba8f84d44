-- The timeline rule of lib/timeline/rule.ts, a second time: whatever writes a take keeps it.
-- Faults are check violations whose constraint name is the code of the error.
-- Takes are found by their id alone, for the reason in db/queries/walks.ts.
CREATE FUNCTION refuse_take(fault text, sentence text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = fault, TABLE = 'takes', MESSAGE = sentence;
END $$;
--> statement-breakpoint
CREATE FUNCTION keep_timeline_rule() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  extension_ms CONSTANT bigint := 500;
  parent record;
  earliest_ms bigint;
BEGIN
  IF NEW.parent_id IS NULL THEN
    NEW.depth := 0;
    RETURN NEW;
  END IF;

  SELECT parent_id, depth, start_ms + duration_ms AS end_ms INTO parent
    FROM takes WHERE id = NEW.parent_id AND story_id IS NOT DISTINCT FROM NEW.story_id;
  IF NOT FOUND THEN
    PERFORM refuse_take('parent_not_found', format('take %s is not in story %s', NEW.parent_id, NEW.story_id));
  END IF;

  earliest_ms := 0;
  IF parent.parent_id IS NOT NULL THEN
    SELECT start_ms + duration_ms INTO STRICT earliest_ms
      FROM takes WHERE id = parent.parent_id AND story_id IS NOT DISTINCT FROM NEW.story_id;
  END IF;

  IF NEW.start_ms < earliest_ms THEN
    PERFORM refuse_take('starts_too_early', format('starts at %s ms, before %s ms', NEW.start_ms, earliest_ms));
  ELSIF NEW.start_ms > parent.end_ms THEN
    PERFORM refuse_take('starts_too_late', format('starts at %s ms, after %s ms', NEW.start_ms, parent.end_ms));
  ELSIF NEW.start_ms + NEW.duration_ms < parent.end_ms + extension_ms THEN
    PERFORM refuse_take('does_not_outlast_parent', format('ends at %s ms, before %s ms',
      NEW.start_ms + NEW.duration_ms, parent.end_ms + extension_ms));
  END IF;

  NEW.depth := parent.depth + 1;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER takes_timeline_rule BEFORE INSERT ON takes
  FOR EACH ROW EXECUTE FUNCTION keep_timeline_rule();
--> statement-breakpoint
CREATE FUNCTION keep_take_in_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM refuse_take('take_is_immutable', format('take %s cannot be moved or given away', OLD.id));
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER takes_in_place BEFORE UPDATE ON takes
  FOR EACH ROW
  WHEN ((OLD.story_id, OLD.id, OLD.parent_id, OLD.author_id, OLD.depth, OLD.start_ms, OLD.duration_ms)
    IS DISTINCT FROM (NEW.story_id, NEW.id, NEW.parent_id, NEW.author_id, NEW.depth, NEW.start_ms, NEW.duration_ms))
  EXECUTE FUNCTION keep_take_in_place();
