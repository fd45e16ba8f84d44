-- A guest who signs in to an account is claimed by it: all that is theirs changes hands at once, and what comes under their name
-- later is the claimer's too. docs/decisions/0030-accounts.md tells why so.
CREATE OR REPLACE FUNCTION keep_take_in_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.story_id, OLD.id, OLD.parent_id, OLD.depth, OLD.start_ms, OLD.duration_ms)
      IS NOT DISTINCT FROM (NEW.story_id, NEW.id, NEW.parent_id, NEW.depth, NEW.start_ms, NEW.duration_ms)
    AND EXISTS (SELECT FROM users WHERE id = OLD.author_id AND claimed_by = NEW.author_id) THEN
    RETURN NEW;
  END IF;
  PERFORM refuse_take('take_is_immutable', format('take %s cannot be moved or given away', OLD.id));
  RETURN NULL;
END $$;
--> statement-breakpoint
-- Who has claimed this person, or null. Waits for a claim that is under way: what is written meanwhile is not left behind.
CREATE FUNCTION claimer_of(person uuid) RETURNS uuid LANGUAGE sql AS $$
  SELECT claimed_by FROM users WHERE id = person FOR KEY SHARE
$$;
--> statement-breakpoint
CREATE FUNCTION give_author_to_claimer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.author_id := coalesce(claimer_of(NEW.author_id), NEW.author_id);
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE FUNCTION give_owner_to_claimer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.owner_id := coalesce(claimer_of(NEW.owner_id), NEW.owner_id);
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE FUNCTION give_user_to_claimer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.user_id := coalesce(claimer_of(NEW.user_id), NEW.user_id);
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER takes_of_claimer BEFORE INSERT ON takes FOR EACH ROW EXECUTE FUNCTION give_author_to_claimer();
--> statement-breakpoint
CREATE TRIGGER waiting_takes_of_claimer BEFORE INSERT ON waiting_takes FOR EACH ROW EXECUTE FUNCTION give_author_to_claimer();
--> statement-breakpoint
CREATE TRIGGER stories_of_claimer BEFORE INSERT ON stories FOR EACH ROW EXECUTE FUNCTION give_owner_to_claimer();
--> statement-breakpoint
CREATE TRIGGER likes_of_claimer BEFORE INSERT ON likes FOR EACH ROW EXECUTE FUNCTION give_user_to_claimer();
--> statement-breakpoint
CREATE TRIGGER story_members_of_claimer BEFORE INSERT ON story_members FOR EACH ROW EXECUTE FUNCTION give_user_to_claimer();
--> statement-breakpoint
CREATE TRIGGER notices_of_claimer BEFORE INSERT ON notices FOR EACH ROW EXECUTE FUNCTION give_user_to_claimer();
--> statement-breakpoint
-- Gives all that is a guest's to a member, once: `claimed` is false when there is nothing (more) to claim. `unliked` are
-- the takes that both had liked, as whoever looks at them is told.
CREATE FUNCTION claim_guest(of_guest uuid, by_member uuid,
  OUT claimed boolean, OUT unliked jsonb) LANGUAGE plpgsql AS $$
DECLARE
  twice record;
  answer record;
BEGIN
  unliked := '[]';
  -- In the order in which everybody else takes these locks: the story, then its people.
  PERFORM FROM stories WHERE id IN (
      SELECT story_id FROM takes WHERE author_id = of_guest
      UNION SELECT id FROM stories WHERE owner_id = of_guest
      UNION SELECT story_id FROM likes WHERE user_id = of_guest
    ) ORDER BY id FOR NO KEY UPDATE;
  PERFORM FROM users WHERE id IN (of_guest, by_member) ORDER BY id FOR UPDATE;
  UPDATE users SET claimed_by = by_member
    WHERE id = of_guest AND role = 'guest' AND claimed_by IS NULL AND deleted_at IS NULL
      AND EXISTS (SELECT FROM users WHERE id = by_member AND role <> 'guest' AND deleted_at IS NULL);
  claimed := FOUND;
  IF NOT claimed THEN
    RETURN;
  END IF;
  -- Whoever was sent away as a guest does not come back by signing in.
  UPDATE users SET suspended_at = guest.suspended_at FROM users AS guest
    WHERE users.id = by_member AND users.role = 'member' AND users.suspended_at IS NULL AND guest.id = of_guest;

  UPDATE stories SET owner_id = by_member WHERE owner_id = of_guest;
  UPDATE takes SET author_id = by_member WHERE author_id = of_guest;
  UPDATE waiting_takes SET author_id = by_member WHERE author_id = of_guest;
  WITH theirs AS (
    DELETE FROM story_voices WHERE user_id = of_guest RETURNING story_id
  ), kept AS (
    INSERT INTO story_voices (user_id, story_id) SELECT by_member, story_id FROM theirs ON CONFLICT DO NOTHING RETURNING story_id
  )
  UPDATE stories SET voice_count = voice_count - 1
    WHERE id IN (SELECT story_id FROM theirs EXCEPT SELECT story_id FROM kept);

  FOR twice IN
    SELECT story_id AS story, take_id AS take FROM likes WHERE user_id = of_guest
    INTERSECT SELECT story_id, take_id FROM likes WHERE user_id = by_member
    ORDER BY 1, 2
  LOOP
    SELECT likes_now, canon INTO answer FROM like_take(twice.story, twice.take, of_guest, false);
    unliked := unliked || jsonb_build_object('storyId', twice.story, 'takeId', twice.take,
      'likeCount', answer.likes_now, 'canon', answer.canon);
  END LOOP;
  -- Of a like half a second may be lost in a power cut, of a claim nothing.
  PERFORM set_config('synchronous_commit', 'on', true);
  UPDATE likes SET user_id = by_member WHERE user_id = of_guest;

  -- Whom an owner has sent away comes back as nobody else.
  DELETE FROM story_members AS member WHERE user_id = of_guest
    AND NOT EXISTS (SELECT FROM story_members WHERE story_id = member.story_id AND user_id = by_member)
    AND EXISTS (SELECT FROM invitations WHERE story_id = member.story_id AND by_member = ANY (barred));
  UPDATE story_members AS member SET user_id = by_member WHERE user_id = of_guest
    AND NOT EXISTS (SELECT FROM story_members WHERE story_id = member.story_id AND user_id = by_member);
  DELETE FROM story_members WHERE user_id = of_guest;
  UPDATE story_members SET invited_by = by_member WHERE invited_by = of_guest;
  UPDATE invitations SET created_by = by_member WHERE created_by = of_guest;
  UPDATE invitations SET barred = array_replace(barred, of_guest, by_member) WHERE of_guest = ANY (barred);
  UPDATE pictures SET user_id = by_member WHERE user_id = of_guest;

  DELETE FROM notices AS notice WHERE user_id = of_guest AND kind = 'like' AND read_at IS NULL
    AND EXISTS (SELECT FROM notices WHERE user_id = by_member AND kind = 'like' AND read_at IS NULL AND take_id = notice.take_id);
  UPDATE notices SET user_id = by_member WHERE user_id = of_guest;
  UPDATE notices SET by_id = by_member WHERE by_id = of_guest;
  UPDATE notice_settings AS setting SET user_id = by_member WHERE user_id = of_guest
    AND NOT EXISTS (SELECT FROM notice_settings WHERE kind = setting.kind AND user_id = by_member);
  DELETE FROM notice_settings WHERE user_id = of_guest;
  -- Nobody is told what the member is told on the word of what was said as the guest; the device says it again.
  DELETE FROM push_subscriptions WHERE user_id = of_guest;

  DELETE FROM blocks WHERE (blocker_id, blocked_id) IN ((of_guest, by_member), (by_member, of_guest));
  UPDATE blocks AS block SET blocker_id = by_member WHERE blocker_id = of_guest
    AND NOT EXISTS (SELECT FROM blocks WHERE blocker_id = by_member AND blocked_id = block.blocked_id);
  UPDATE blocks AS block SET blocked_id = by_member WHERE blocked_id = of_guest
    AND NOT EXISTS (SELECT FROM blocks WHERE blocked_id = by_member AND blocker_id = block.blocker_id);
  DELETE FROM blocks WHERE of_guest IN (blocker_id, blocked_id);

  DELETE FROM reports AS report WHERE decision_id IS NULL AND (
    (reporter_id = of_guest AND EXISTS (SELECT FROM reports WHERE decision_id IS NULL AND reporter_id = by_member
      AND person_id = report.person_id AND take_id IS NOT DISTINCT FROM report.take_id))
    OR (person_id = of_guest AND EXISTS (SELECT FROM reports WHERE decision_id IS NULL AND person_id = by_member
      AND reporter_id = report.reporter_id AND take_id IS NOT DISTINCT FROM report.take_id)));
  UPDATE reports SET reporter_id = by_member WHERE reporter_id = of_guest;
  UPDATE reports SET person_id = by_member WHERE person_id = of_guest;
  UPDATE decisions SET person_id = by_member WHERE person_id = of_guest;
  DELETE FROM tokens WHERE user_id = of_guest;
  DELETE FROM sessions WHERE user_id = of_guest;
END $$;
