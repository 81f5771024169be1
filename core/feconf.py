"""Constants of the application, each with its unit and its reason."""

from __future__ import annotations

import re

# Requests -------------------------------------------------------------------

# Bytes of the largest body that any route reads; a route may ask for less.
MAX_REQUEST_BYTES = 2_000_000

# Explorations --------------------------------------------------------------

# An exploration id stands in URLs and in front of a dot in the id of its
# statistics ("<exp_id>.<exp_version>"), so it holds no dot.
EXP_ID_REGEX = re.compile(r'^[A-Za-z0-9_-]{1,40}\Z')

# Characters. Oppia's limit for the name of a card.
MAX_STATE_NAME_LENGTH = 50

# States in one exploration. Keeps every entity that holds one entry a state
# (its counters, about 250 bytes) far below Datastore's 1 MiB.
MAX_STATES = 500

# Bytes of one exploration as JSON; an entity of Datastore holds 1 MiB.
MAX_EXPLORATION_BYTES = 900_000

# Bytes of what one commit says about itself (its changes, the names of the
# states) as JSON; kept in an entity of its own, so the same limit holds.
MAX_COMMIT_METADATA_BYTES = 900_000

# Commands in one change list. Rewriting the largest exploration as a whole
# takes about 4,000.
MAX_CHANGES_PER_COMMIT = 5_000

# Characters of one piece of creator HTML: several screens of text. It also
# bounds what cleaning one piece can cost.
MAX_HTML_LENGTH = 20_000

# Characters. What a library tile, a page title and a tag can show.
MAX_TITLE_LENGTH = 100
MAX_CATEGORY_LENGTH = 50
MAX_OBJECTIVE_LENGTH = 500
MAX_BLURB_LENGTH = 500
MAX_AUTHOR_NOTES_LENGTH = 20_000
MAX_TAG_LENGTH = 30
MAX_TAGS = 10

# Characters. Long enough to say what changed and why, in a list.
MAX_COMMIT_MESSAGE_LENGTH = 500

# Users with a role in one exploration: a large team. Their ids stand in one
# entity, and in an index.
MAX_USERS_WITH_ROLES = 200

# Counts in one state; beyond these a card is no longer one question.
MAX_ANSWER_GROUPS = 50
MAX_RULES_PER_GROUP = 50
MAX_CHOICES = 50
MAX_HINTS = 10
MAX_CONFIRMED_ANSWERS = 100

# Characters of a label or placeholder beside an interaction.
MAX_LABEL_LENGTH = 100

# Regions of one image and characters of the name of one: what a learner can
# tell apart on a telephone, and a table can show.
MAX_IMAGE_REGIONS = 30
MAX_REGION_LABEL_LENGTH = 50

# Characters of the source of an image: a path, or a small picture that stands
# in the exploration itself (about 45 kB).
MAX_IMAGE_SOURCE_LENGTH = 60_000

# Characters of what is said of an image to those who do not see it.
MAX_ALT_TEXT_LENGTH = 500

# Characters of one text that an answer is compared with.
MAX_RULE_TEXT_LENGTH = 500

# Texts that one rule compares an answer with.
MAX_RULE_TEXTS = 100

# Characters of the name and of one value of a parameter, values to choose
# one from, and parameters of an exploration.
MAX_PARAM_NAME_LENGTH = 30
MAX_PARAM_VALUE_LENGTH = 500
MAX_PARAM_VALUES = 100
MAX_PARAMS = 50

# Levels of nesting in a YAML text; an exploration needs about ten.
MAX_YAML_DEPTH = 30

# Values and keys in a YAML text, each of which costs as much as a line of text.
# The largest explorations that there can be have about 80,000.
MAX_YAML_NODES = 100_000

# Digits of one number in a YAML text; a double has at most 309 before its
# point, and Python takes quadratic time to read more.
MAX_YAML_NUMBER_LENGTH = 400

# Events --------------------------------------------------------------------

# The schema version that each event model is written with. 1 was Oppia's
# framework before February 2018.
CURRENT_EVENT_MODELS_SCHEMA_VERSION = 2

# Characters of the name of a counter or a type of event.
MAX_STATISTIC_NAME_LENGTH = 50

# The names of types of events, of their fields and of counters.
STATISTIC_NAME_REGEX = re.compile(
    rf'[a-z][a-z0-9_]{{0,{MAX_STATISTIC_NAME_LENGTH - 1}}}'
)

# Fields of one event or request that this code does not know; with more it is
# no event of a later version, but a mistake.
MAX_UNKNOWN_FIELDS = 10

# Seconds after which a browser may try again what this version of the program
# does not know yet. Deployments take minutes, rollbacks hours.
RETRY_AFTER_NOT_SUPPORTED_SECS = 3600

# Events in one `event_batch` request.
MAX_EVENTS_PER_BATCH = 500

# Bytes of a request body that posts events or counts.
MAX_EVENT_REQUEST_BYTES = 1_200_000

# Bytes of one submitted answer as JSON.
MAX_ANSWER_BYTES = 10_000

# Bytes of the learner's parameters in one event as JSON.
MAX_PARAMS_BYTES = 10_000

# Seconds that a learner may be said to have spent in one state (30 days):
# a tab can stay open for very long, but a larger number is an error.
MAX_TIME_SPENT_IN_STATE_SECS = 30 * 24 * 3600.0

# Seconds after its start in which a learner may go on with a play (30 days).
RESUME_MAX_AGE_SECS = 30 * 24 * 3600

# Seconds for which a session token is accepted: the outbox of a closed tab
# delivers what it kept when the learner comes back, and who goes on at the last
# moment has a day to come to the end and be heard.
SESSION_TOKEN_MAX_AGE_SECS = RESUME_MAX_AGE_SECS + 24 * 3600

# Seconds after which nothing needs to know any more that a batch was counted:
# no token lives so long that the batch could come again. The day more is for
# requests under way and clocks that differ. Before the age of tokens is raised,
# this one has to stand raised for as long as tokens are to live: else tokens
# would be valid again whose batches are forgotten.
STATS_BATCH_MAX_AGE_SECS = SESSION_TOKEN_MAX_AGE_SECS + 24 * 3600

# Days for which events stay in the log at least (31): as long as an event of
# their session can still arrive, which could not be taken in without them.
MIN_DAYS_OF_LOG = STATS_BATCH_MAX_AGE_SECS // (24 * 3600)

# Characters of a session token; what we issue has about 200.
MAX_SESSION_TOKEN_LENGTH = 1_000

# The best rating; 1 is the worst.
MAX_STARS = 5

# Characters that a learner may write to the creator with a rating.
MAX_COMMENT_LENGTH = 500

# Comments that the statistics tab shows, the latest.
MAX_COMMENTS_SHOWN = 100

# Ratings from which on a mean is shown to learners.
MIN_RATINGS_FOR_MEAN = 5

# The largest sequence number of an event in its session: nobody does a
# million things in one play.
MAX_SEQUENCE_NUMBER = 1_000_000

# The largest index of an answer group or of a rule in it.
MAX_RULE_INDEX = 10_000

# Milliseconds since the Unix epoch: the year 2286. A clock that is wrong by
# less is corrected; more is no clock.
MAX_TIME_MSECS = 10_000_000_000_000

# What one process keeps of the versions that are played: cards, each with its
# name and what an answer to it may be (1 kB at most, as a rule), and bytes of
# explorations as JSON.
MAX_KEPT_CARDS = 20_000
MAX_KEPT_EXPLORATION_BYTES = 16_000_000

# Explorations whose rights one process keeps, and for how many seconds: so long
# it may take until another process sees that they have changed.
MAX_KEPT_RIGHTS = 5_000
MAX_AGE_OF_RIGHTS_SECS = 2.0

# Events written in one transaction, at most; databases that keep entity groups
# (among them the official emulator) take fewer.
MAX_EVENTS_PER_TRANSACTION = 250

# Tokens are the unit of work that limits are in: what one event or one counted
# state of a request costs, about a quarter of a millisecond of a processor. A
# request costs as much as this many, whatever is in it (docs/performance.md).
REPORT_TOKENS_PER_REQUEST = 5

# What one session may report in a second in the long run, and at once. A
# learner who thinks for 15 seconds takes one token a second, one who clicks
# through a lesson six for some minutes; an outbox that comes back after days
# holds up to 2,000 records, in 20 requests. What a session may report also
# bounds what its fold costs, which reads all of it.
REPORT_TOKENS_PER_SEC_PER_SESSION = 5.0
REPORT_TOKENS_BURST_PER_SESSION = 2_500.0

# The same for one network address, which a whole school may share: 300
# learners take 330 tokens a second, 3,900 when they all begin at once, and
# 9,900 when the server has been away for half a minute. In the long run it is a
# sixth of one processor, so a flood leaves room; the burst is five seconds.
REPORT_TOKENS_PER_SEC_PER_ADDRESS = 600.0
REPORT_TOKENS_BURST_PER_ADDRESS = 20_000.0

# Sessions that one address may begin, each costing 2 ms: a school that opens
# three explorations in a row, and everybody reloads once.
PLAYS_PER_SEC_PER_ADDRESS = 20.0
PLAYS_BURST_PER_ADDRESS = 2_000.0

# Pages and figures that one address may ask for: the same school; and 40
# creators whose open tabs ask twice in five seconds take 16 a second.
PAGES_PER_SEC_PER_ADDRESS = 50.0
PAGES_BURST_PER_ADDRESS = 3_000.0

# What one address may save: one token for a request and one for so many bytes
# of it. A course of 40 creators who each upload 500 kB takes 1,040.
SAVE_BYTES_PER_TOKEN = 20_000
SAVE_TOKENS_PER_SEC_PER_ADDRESS = 5.0
SAVE_TOKENS_BURST_PER_ADDRESS = 1_500.0

# Sign-ins and sign-outs of one address: a course of 40 who each need three
# attempts.
SIGN_INS_PER_SEC_PER_ADDRESS = 1.0
SIGN_INS_BURST_PER_ADDRESS = 200.0

# Senders that one process remembers for these limits (about 100 bytes each).
MAX_RATE_LIMITED_SENDERS = 50_000

# Statistics ----------------------------------------------------------------

# State names that an exploration version does not have, kept by name in one
# entity; the counts of further ones are kept in one sum.
MAX_UNRECOGNISED_STATES = 200

# The same for the batches of one session and for its events, where more are
# refused.
MAX_UNRECOGNISED_STATES_PER_SESSION = 50

# Of such names, those that the statistics tab shows: what so many sessions
# reported, and so many names. Anybody can send any name.
MIN_SESSIONS_FOR_UNRECOGNISED_STATE = 3
MAX_UNRECOGNISED_STATES_SHOWN = 20

# Names of counters that this code does not know, kept by name in one entity;
# further ones are kept in one sum. A deployment adds one or two; each can be in
# every state, so many of them would not fit into an entity.
MAX_UNRECOGNISED_COUNTERS = 5

# The same in the counts of one batch for one level, where more are refused:
# no version is that far ahead.
MAX_UNRECOGNISED_COUNTERS_PER_BATCH = 50

# Bookings that a shard remembers, so that a recomputation that has read the
# accounts of its sessions can tell which ones have changed meanwhile.
MAX_RECENT_BOOKINGS = 64

# Shards of the counters of one exploration version: those that every version
# has, and the most that one gets by being written much (stats_shards_services).
# A read of its counters takes a key for each. The first number is also what the
# version of this program before shards could grow reads, so do not lower it.
# Both are powers of two.
NUM_STATS_SHARDS = 8
MAX_STATS_SHARDS = 128

# Writes to one shard after which its load is judged, and the share of what the
# store sustains on one entity from which on that load is too much. With 30 the
# share is right to about a fifth: shards grow between half of the limit and
# all of it.
WRITES_TO_JUDGE_SHARD = 30
MAX_SHARE_OF_SHARD_LIMIT = 0.75

# Seconds after the shards of a version have grown until they may grow again:
# meanwhile other processes learn of it, and stop writing to the old ones only.
MIN_SECS_BETWEEN_SHARD_GROWTHS = 30.0

# Shards, and versions of explorations, of which one process remembers how much
# they are written (about 200 bytes each).
MAX_WATCHED_SHARDS = 20_000

# What one learner can do in one session, with much to spare; what goes beyond
# is refused. Events of one type on one card: an answer every five seconds for
# more than an hour.
MAX_EVENTS_PER_CARD = 1_000

# Events of one session: 20 on each card of the largest exploration.
MAX_EVENTS_PER_SESSION = 10_000

# Entities that the visits of robots to one exploration are counted in. Each
# takes about one write a second.
NUM_AUTOMATED_VISITS_SHARDS = 4

# Whether plays by the owners and editors of an exploration are counted.
COUNT_OWN_PLAYS = False

# Bytes of one part of a downloaded event log where the front end takes only
# so much in one response (App Engine: 32 MiB), with room for what is under
# way; and the seconds that it may take there (App Engine ends a request of an
# automatically scaled instance after 600).
MAX_EXPORT_PART_BYTES = 24_000_000
MAX_EXPORT_PART_SECS = 300.0

# Seconds for which the next part of a download can be asked for (one day).
EXPORT_TOKEN_MAX_AGE_SECS = 24 * 3600

# Seconds between two flushes of the counts that one tab has pending: as a rule,
# and at most, where very many play. Browsers take the counts of a page for
# abandoned after 60 seconds, so stay well below.
STATS_FLUSH_INTERVAL_SECS = 5
MAX_STATS_FLUSH_INTERVAL_SECS = 40

# Shards of a version from which on its tabs flush less often.
SHARDS_TO_FLUSH_LESS_OFTEN = 16

# Jobs -----------------------------------------------------------------------

# What the set of session records is called that the first fold of a version
# begins; each rebuild begins another one.
PROCESSED_DATA_GENERATION = '1'

# The schema of processed data: raise it with every change in what is made of
# a session, or in how that is kept. What older code has added, newer code can
# neither read nor take out again; so the fold computes such data again. Sums of
# sessions whose events have expired (ProcessedExpiredModel) cannot be made
# from the log: a change that raises this has to convert them.
PROCESSED_DATA_SCHEMA_VERSION = 3

# Versions with older processed data that one fold computes again.
MAX_REBUILDS_PER_FOLD = 100

# Sessions that are folded in one step: a step of a thousand small sessions
# takes about a second, and holds their events in memory. Their records are
# written in one commit, which takes 500 entities in older databases.
FOLD_SESSIONS_PER_TRANSACTION = 400

# Versions whose processed data are changed in one transaction. Databases that
# keep entity groups let it touch 25 of them; each version is one, and so is
# what is noted of its exploration.
FOLD_VERSIONS_PER_TRANSACTION = 12

# Bytes of processed data that one transaction changes, if they are those of
# more than one version; a commit takes 10 MiB.
FOLD_BYTES_PER_TRANSACTION = 4_000_000

# Seconds that a fold started by a request may take; App Engine ends a request
# of a small instance after 60 seconds in the worst case.
FOLD_REQUEST_SECS = 30.0

# Seconds after which a rebuild of the processed data that has not ended is
# given up for dead (one day), so that the fold no longer works for it.
REBUILD_MAX_AGE_SECS = 24 * 3600

# Seconds between two signs of life of a job, and without one until it is given
# up for dead: enough for ten that the store refused.
JOB_HEARTBEAT_SECS = 30.0
JOB_LEASE_SECS = 300.0

# Bytes of one part of the processed data; an entity of Datastore holds 1 MiB.
MAX_PROCESSED_CHUNK_BYTES = 900_000

# Who may see the admin page on a developer's machine, unless the settings name
# somebody.
DEV_ADMIN_EMAIL = 'admin@example.com'

# Runs of jobs that the admin page shows; and runs that are kept of each job: a
# week of folds.
MAX_JOB_RUNS_SHOWN = 30
MAX_JOB_RUNS_KEPT = 1_000

# Seconds between two rounds through the markers of batches (a week), and
# between two looks whether there is something to do. A round reads every marker
# there is; one a week costs a quarter of what writing them does.
SWEEP_EVERY_SECS = 7 * 24 * 3600.0
LOOK_FOR_SWEEP_EVERY_SECS = 3600.0

# Summaries of sessions and explorations -------------------------------------

# Seconds of silence after which a session is over, and may be folded: half an
# hour is what web statistics usually take for the end of a visit.
SESSION_SILENCE_SECS = 1800.0

# Characters of an answer as JSON in statistics; of a longer one they keep the
# beginning and a digest.
MAX_ANSWER_TEXT_LENGTH = 200

# What a summary keeps of one session. What is beyond counts in the counters,
# and is reported as a problem; a learner stays far below.
MAX_VISITS_PER_SESSION = 500
MAX_ANSWERS_PER_SESSION = 200
MAX_ACTIONS_PER_PLAYTHROUGH = 30

# What a summary keeps of one state or exploration: beyond so many different
# keys the rarest are counted together (see bounded_tables.py).
MAX_ANSWERS_PER_STATE = 500
MAX_PATHS = 500
MAX_TRANSITIONS = 2_000
MAX_ISSUES = 100
# States of one path; of a longer one the beginning is kept.
MAX_PATH_LENGTH = 30

# The largest number of attempts that a distribution tells from larger ones.
MAX_COUNTED_ATTEMPTS = 200

# Playthroughs shown with one issue (Oppia's number), and kept in reserve for
# when a session is taken out of the statistics again.
MAX_PLAYTHROUGHS_PER_ISSUE = 5
PLAYTHROUGHS_IN_RESERVE = 5

# Thresholds of issues, as in Oppia. A session that ends within so many
# milliseconds is an early quit; so many answers in a row that are wrong and
# stay, so many times round the same cycle of states.
EARLY_QUIT_THRESHOLD_MSECS = 300_000
MULTIPLE_INCORRECT_SUBMISSIONS_THRESHOLD = 3
CYCLIC_STATE_TRANSITIONS_THRESHOLD = 3

# The processed view of the statistics tab -----------------------------------

# Answers that fewer sessions gave are shown only as a part of 'others', so
# that no creator reads what a single learner wrote.
ANSWERS_K_ANONYMITY = 3

# Clicks on an image are counted by hexagons: so many in a row, and so many
# rows. They are about as large as a finger on a telephone, few enough that
# each is hit by several sessions, and regular on an image of 4 to 3.
HEXAGON_COLUMNS = 16
HEXAGON_ROWS = 14

# Below this n a rate says too little to act on; its interval spans more than
# half of all that is possible.
MIN_N_FOR_RATE = 10

# Bytes of the processed data of all versions before the latest, from which on
# their sum is kept; that of less is made in some milliseconds.
MIN_BYTES_TO_KEEP_A_SUM = 200_000

# Bytes of the processed data of an exploration, up to which a request makes a
# view anew instead of showing the one of a minute ago: about half a second.
MAX_BYTES_TO_SHOW_AT_ONCE = 500_000

# Views made anew in one go; the next one goes on from there.
MAX_VIEWS_PER_REFRESH = 1_000

# Seconds between two looks of a server whether there is something to fold or
# to show anew; App Engine's schedule stands in cron.yaml.
FOLD_EVERY_SECS = 60.0

# Seconds between two looks for explorations to be audited; each is audited
# when its last audit is so many seconds old: each night, on App Engine.
LOOK_FOR_AUDITS_EVERY_SECS = 900.0
AUDIT_EVERY_SECS = 20 * 3600.0

# Seconds after its first report from which on a session is audited though it
# may go on: one that reports for ever must not hide from all audits. A learner
# who does play for so long is not wronged, as a repair is safe at any moment.
AUDIT_OPEN_SESSIONS_AFTER_SECS = 24 * 3600.0

# Sessions, and entries of the log, that an audit looks at in one step, which
# takes about a second: so long a request outlives its time at most, and so few
# bookings come meanwhile that the shards remember them.
AUDIT_SESSIONS_PER_STEP = 400
AUDIT_EVENTS_PER_STEP = 1_000

# Sessions that wait for the fold are counted up to here.
MAX_WAITING_SESSIONS_COUNTED = 100

# Exclusions that an exploration has at most, and sessions in all of them: their
# ids take about 2 MB. Characters of the reason of one.
MAX_EXCLUSIONS = 50
MAX_EXCLUDED_SESSIONS = 50_000
MAX_EXCLUSION_REASON_LENGTH = 300

# Sessions whose ids one entity holds, about 70 bytes each.
EXCLUDED_SESSIONS_PER_PART = 400

# So many sessions look made up if they began within so many milliseconds and
# did the same in the same times, of which they tell at least so many: two
# learners hardly ever need the same milliseconds once, five never twice.
MIN_SESSIONS_MADE_UP = 5
MADE_UP_WITHIN_MSECS = 60_000
MIN_TIMES_TO_COMPARE = 2

# Groups of such sessions that are described, the largest first.
MAX_MADE_UP_GROUPS_SHOWN = 20

# Requests a second for the audit of one exploration in the long run, and at
# once: one for each part of a large exploration, which takes about as long as
# a fold for the tab may (FOLD_FOR_TAB_SECS).
AUDIT_REQUESTS_PER_SEC = 0.2
AUDIT_REQUESTS_BURST = 5.0

# Days that a glance at an exploration tells of (eight weeks), and tasks.
DAYS_OF_GLANCE = 56
TASKS_OF_GLANCE = 10

# Folds of one exploration a second that its creators may ask for in the long
# run, and at once: opening the tab asks for one, and its button.
FOLD_REQUESTS_PER_SEC = 0.1
FOLD_REQUESTS_BURST = 10.0

# Seconds that such a fold may take: somebody waits for it.
FOLD_FOR_TAB_SECS = 5.0

# What a creator should look at (core/domain/improvements/) --------------------
#
# A rule speaks only when the bound of the 95 % interval that is nearer to
# what is fine is beyond its threshold, so chance alone rarely raises one.

# Sessions that a rule needs at least, whatever its interval says.
MIN_SESSIONS_FOR_TASK = 10

# Share of the sessions that came to a card and left the lesson there: what
# Oppia calls a high bounce rate. Oppia asks for 100 starts as well, as it has
# no interval.
HIGH_BOUNCE_RATE_THRESHOLD = 0.20

# The same of those that left within EARLY_QUIT_THRESHOLD_MSECS of starting.
# Oppia raises on the first one; one in ten is our judgement.
EARLY_QUIT_RATE_THRESHOLD = 0.10

# Share of the sessions that came to a card and gave up there after several
# wrong answers, or to a cycle of cards and gave up after going round it.
# Oppia raises on the first one; one in twenty is our judgement.
SUCCESSIVE_INCORRECT_ANSWERS_RATE_THRESHOLD = 0.05
INEFFECTIVE_FEEDBACK_LOOP_RATE_THRESHOLD = 0.05

# Share of the sessions that answered a card and gave an answer that no rule
# answers. Oppia raises on any of the ten most frequent answers.
UNADDRESSED_ANSWER_RATE_THRESHOLD = 0.05

# Facility of a question: the share of right first answers. 0.3 to 0.7 is the
# range that is usually recommended (Allen and Yen, "Introduction to
# Measurement Theory" (1979), as others cite it); from 0.95 on a question is
# extremely easy by the table of Moodle's page "Quiz report statistics".
TOO_HARD_FACILITY_THRESHOLD = 0.30
TOO_EASY_FACILITY_THRESHOLD = 0.95

# Discrimination of a question: below 0.2 poor, below 0 a wrong key or an
# ambiguous question is likely: Ebel and Frisbie, "Essentials of Educational
# Measurement", 5th edition (1991), as others cite it. Their rules are for the
# upper-lower index; for the point-biserial correlation they are in use too.
NEGATIVE_DISCRIMINATION_THRESHOLD = 0.0
LOW_DISCRIMINATION_THRESHOLD = 0.20

# The median discrimination that the other questions must have before one is
# called negative: where answers do not hang together at all, every fortieth
# question would be by chance.
MIN_TYPICAL_DISCRIMINATION = 0.10

# How much one learner gains when a task of this type is done; 1: one who
# leaves would stay. The others stay in any case, and learn more, or (the last
# three) are only measured better. A judgement, to order tasks by.
TASK_WEIGHTS = {
    'high_bounce_rate': 1.0,
    'early_quit': 1.0,
    'successive_incorrect_answers': 1.0,
    'ineffective_feedback_loop': 1.0,
    'needs_guiding_responses': 0.5,
    'too_hard': 0.5,
    'negative_discrimination': 0.25,
    'low_discrimination': 0.1,
    'too_easy': 0.1,
}

# Unaddressed answers that one task names.
MAX_ANSWERS_PER_TASK = 5

# Decisions about tasks that are kept of one exploration, and characters of
# the note on one: at most 400 * (500 * 4 + 400) bytes, in one entity. Beyond,
# the oldest decision is forgotten, and its task is open again.
MAX_TASK_DECISIONS = 400
MAX_TASK_NOTE_LENGTH = 500

# Characters of the id of a task; ours have about 100.
MAX_TASK_ID_LENGTH = 300

# Comparisons (core/domain/comparisons/) ---------------------------------------

# Chance of calling a difference of the whole exploration real that is none,
# and share of such among the differences of cards that are called real.
COMPARISON_SIGNIFICANCE = 0.05
COMPARISON_FALSE_DISCOVERY_RATE = 0.05

# Chance of finding the difference with as many more sessions as are advised:
# the usual one (Cohen, "Statistical Power Analysis" (1988), section 2.4).
COMPARISON_POWER = 0.8

# A difference of rates that a creator would act on: ten percentage points, a
# judgement. Where it can be ruled out, there is no difference to speak of.
RELEVANT_DIFFERENCE = 0.10

# Versions that are read for a comparison of days: a read by key each.
MAX_VERSIONS_OF_DAYS = 500

# Pages ----------------------------------------------------------------------

# What the header and the titles of the pages call this site.
SITE_NAME = 'Explorations'
