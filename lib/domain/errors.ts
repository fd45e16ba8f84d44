/** Every error a person or a client can meet: a stable code, its HTTP status, and a sentence that says what to do. */
export const ERRORS = {
  invalid_request: [422, 'Something in this request is not right. Check what is named in "issues" and send it again.'],
  invalid_json: [400, 'The request is not valid JSON. Send a JSON object.'],
  payload_too_large: [413, 'This request is too large. Send less at once.'],
  not_found: [404, 'There is nothing here. Check the link, or go to the front page.'],
  method_not_allowed: [405, 'This address does not take that method.'],
  story_not_found: [404, 'This story does not exist, or it is not shared with you. Ask for a new link.'],
  take_not_found: [404, 'This take does not exist in this story. Open the story and choose another.'],
  parent_not_found: [
    409,
    'The take you answered is no longer there. Choose another take to answer; your recording is kept.',
  ],
  not_signed_in: [401, 'You have no name here yet. Reload the page, then try again; your recording is kept.'],
  forbidden: [403, 'You may not do this here. Ask the owner of the story.'],
  too_many_requests: [429, 'That was a lot at once. Wait a minute, then go on; nothing is lost.'],
  storage_used_up: [
    409,
    'You have used all the room that one person has here. Remove takes of yours, then try again; your recording is kept.',
  ],
  suspended: [403, 'You cannot record or change anything here for now. Your notices say why, and how to appeal.'],
  blocked: [403, 'Whoever owns this does not want to hear from you. Tell a story of your own; your recording is kept.'],
  members_only: [
    403,
    'Only people with an account record in this story. Sign in, then try again; your recording is kept.',
  ],
  invited_only: [403, 'Only who is invited records in this story. Ask its owner; your recording is kept.'],
  story_closed: [409, 'This story is told to its end: nothing is added any more. Your recording is kept.'],
  story_too_deep: [422, 'This story takes no answers further down. Answer an earlier take; your recording is kept.'],
  story_take_too_long: [422, 'This story takes shorter takes. Record a shorter one.'],
  story_takes_each: [409, 'You have as many takes in this story as one person may have. Let others go on.'],
  take_not_shown: [
    409,
    'This take is not shown any more, so it cannot be answered. Choose another take; your recording is kept.',
  ],
  wrong_credentials: [401, 'The address or the password is not right. Check both, or have a link sent to you.'],
  email_invalid: [422, 'This is not an email address. Check it, then try again.'],
  email_taken: [409, 'There is an account with this address. Sign in with it instead.'],
  password_too_short: [422, 'A password has 10 to 128 characters. Add a few words.'],
  password_common: [422, 'Many people use this password, and those who guess know it. Choose another one.'],
  link_used: [410, 'This link is used up or too old. Ask for a new one.'],
  invitation_over: [410, 'This invitation is over. Ask who sent it for a new one.'],
  picture_unreadable: [422, 'This picture cannot be read. Choose a JPEG, PNG or WebP of less than 5 MB.'],
  already_reported: [409, 'You have reported this already. A moderator will look at it.'],
  already_appealed: [409, 'This decision was appealed once, and that is how it stays.'],
  nothing_to_appeal: [409, 'There is nothing to appeal here.'],
  mail_unavailable: [503, 'No mail can be sent just now. Try again in a moment.'],
  push_unavailable: [409, 'This browser cannot be told here. Install the app first, or choose mail.'],
  wrong_key: [403, 'This is not the key of this place. Copy it again, all of it.'],
  wrong_origin: [403, 'This request came from another site and was refused. Open the app itself and try again.'],
  title_missing: [422, 'Give your story a title, then publish.'],
  title_invalid: [422, 'A title has 1 to 120 characters. Shorten or change it, then publish.'],
  take_conflict: [409, 'A different take was already published under this id. Record a new take.'],
  take_is_answered: [409, 'Somebody has answered this take, so it stays where it is.'],
  take_cannot_be_moved: [409, 'Nothing was kept around this take, so it stays where it is. Record it again instead.'],
  moved_too_often: [
    429,
    'You have moved this take many times within an hour. Leave it for a while, then move it again.',
  ],
  take_too_short: [422, 'A take lasts at least one second. Keep talking a little longer.'],
  path_too_long: [422, 'This path is too long for one file. Listen to it with this page open.'],
  take_too_long: [422, 'A take lasts ten minutes at most. Stop earlier and let somebody continue.'],
  seed_not_at_zero: [422, 'The first take of a story starts at zero.'],
  starts_too_early: [422, 'This take starts before the end of the take two steps up. Start it later.'],
  starts_too_late: [422, 'This take starts after its parent has ended. Start it earlier.'],
  does_not_outlast_parent: [
    422,
    'Your take must end at least half a second after the one it answers. Keep going a little longer.',
  ],
  not_whole_milliseconds: [422, 'Times are whole milliseconds.'],
  too_deep: [422, 'This path is as deep as a story can grow. Answer an earlier take.'],
  upload_too_large: [413, 'This file is larger than a take can be. Record a shorter take.'],
  upload_missing: [409, 'A file of this take has not arrived yet. Upload it again, then publish.'],
  upload_mismatch: [422, 'A file is not the one that was announced. Upload it again.'],
  not_audio: [422, 'This file is not audio that can be read here. Record again, or choose another file.'],
  source_cut_short: [422, 'The recording ends before the take does. Record it again.'],
  slate_not_found: [
    422,
    'The marker in the recording could not be found, so it cannot be placed in time. Record it again.',
  ],
  silent_take: [422, 'This take is silent. Check your microphone and record it again.'],
  url_expired: [403, 'This link has expired. Ask for a new one.'],
  url_tampered: [403, 'This link was changed on the way. Ask for a new one.'],
  format_not_spoken: [501, 'Only JSON is answered here. Ask with format=json.'],
  range_not_satisfiable: [416, 'The file has no such range.'],
  mixing_failed: [500, 'The mix could not be made here. Your recording is kept; try again in a moment.'],
  mixing_busy: [503, 'Many takes are being mixed just now. Your recording is kept; try again in a moment.'],
  said_too_often: [
    429,
    'This was said too often within a minute. Your recording goes on, and is not shown to others yet.',
  ],
  too_many_listeners: [
    503,
    'Many people are listening just now. This page goes on; reload it later to see what is new.',
  ],
  too_many_cards: [503, 'Many pictures are being drawn just now. Ask again in a moment.'],
  database_unavailable: [503, 'The story book cannot be opened just now. Nothing is lost; try again in a moment.'],
  storage_unavailable: [503, 'The tape store does not answer just now. Nothing is lost; try again in a moment.'],
  deadline_exceeded: [503, 'That took too long and was stopped. Nothing is lost; try again in a moment.'],
  unexpected: [500, 'This did not work, and it is our fault. Nothing is lost; try again in a moment.'],

  // Only on the device.
  microphone_missing: [0, 'There is no microphone. Connect one, then try again.'],
  microphone_denied: [0, 'Your microphone is off. Allow it in the address bar, then try again.'],
  microphone_busy: [0, 'Another app is using your microphone. Close it, then try again.'],
  microphone_lost: [0, 'Your microphone was disconnected. What you said until then is kept.'],
  recording_interrupted: [0, 'A call or another app took the microphone. What you said until then is kept.'],
  nothing_heard: [0, 'Nothing was heard. Hold the earphone closer to the microphone and turn it up, then start again.'],
  calibration_uneven: [0, 'That was too uneven. Hold the earphone still, close to the microphone, and try again.'],
  microphone_silent: [0, 'Nothing is coming from your microphone. Check that it is not muted.'],
  recording_unsupported: [0, 'This browser cannot record. Use a current Chrome, Firefox or Safari.'],
  recording_failed: [0, 'The recording stopped by itself. What you said until then is kept.'],
  network_unreachable: [0, 'You are offline. Your take is kept on this device and publishes itself when you are back.'],
  upload_refused: [0, 'The store refused the upload. Try again.'],
  playback_failed: [0, 'This take cannot be played just now. Check your connection, then press Play again.'],
  speed_unavailable: [0, 'Another speed is not to be had just now. Check your connection, then choose it again.'],
  parent_unreachable: [0, 'The take you answer could not be loaded. Check your connection, then press Record again.'],
  file_too_large: [0, 'This file is too large. Choose one of less than 256 MB.'],
  file_unreadable: [0, 'This file could not be read. Save it on this device first, then choose it again.'],
  mixing_timed_out: [0, 'Mixing took too long on this device.'],
  device_full: [0, 'This device is full. Your take goes on in this page: keep it open, publish it, or save the file.'],
  device_store_failed: [
    0,
    'This browser cannot store your take. It goes on in this page: keep it open, or save the file.',
  ],
  device_unreadable: [0, 'What is kept on this device cannot be read just now. Nothing was removed; reload the page.'],
  draft_incomplete: [
    0,
    'A part of this take is gone from this device. Save its file while you can, or record it again.',
  ],
  no_room_to_keep: [0, 'There is not enough room on this device for this path. Free some space, then try again.'],
  keeping_failed: [
    0,
    'This path could not be fetched whole, so it is not kept. Check your connection, then try again.',
  ],
} as const satisfies Record<string, readonly [number, string]>;

export type ErrorCode = keyof typeof ERRORS;

export const errorStatus = (code: ErrorCode): number => ERRORS[code][0] || 400;
export const errorSentence = (code: ErrorCode): string => ERRORS[code][1];
export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(ERRORS, value);

/** Thrown inside; only an edge turns it into a status or a sentence. `details` is safe to show. */
export class AppError extends Error {
  override readonly name = 'AppError';
  constructor(
    readonly code: ErrorCode,
    options: { cause?: unknown; details?: Record<string, unknown> } = {},
  ) {
    super(errorSentence(code), { cause: options.cause });
    this.details = options.details;
  }
  readonly details: Record<string, unknown> | undefined;

  // The built app holds several copies of this module; an error that one copy throws is an AppError to all of them.
  static override [Symbol.hasInstance](thing: unknown): boolean {
    return thing instanceof Error && thing.name === 'AppError' && 'code' in thing && isErrorCode(thing.code);
  }
}

/** The body of every error answer of the API. */
export type ErrorBody = { error: { code: ErrorCode; message: string; requestId?: string; [detail: string]: unknown } };
