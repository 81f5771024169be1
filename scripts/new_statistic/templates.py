"""The texts of a new statistic, layer by layer.

`statistic.Statistic` has the values of the variables. The result is valid code:
decisions that a person has to make are placeholders that begin with `TODO:`.
Lines of JavaScript fit even with the longest names; Python is formatted later.
"""

from __future__ import annotations

from string import Template

# Python -----------------------------------------------------------------------

MODEL = Template('''

class ${stem}EventLogEntryModel(EventLogEntryBaseModel):
    """TODO: what happened; state_name is the state shown."""

    EVENT_TYPE = '$kind'

    # Seconds between entering the state and this.
    time_spent_in_state_secs: float = ndb.FloatProperty(
        required=True, indexed=False
    )
    # Seconds of this visit during which the page was hidden.
    hidden_time_secs: float = ndb.FloatProperty(default=0.0, indexed=False)
''')

PROPERTY = Template("""\
    # TODO: what it counts.
    ${counter}_v2: int = ndb.IntegerProperty(default=0, indexed=False)
""")

EVENT = Template('''

@dataclasses.dataclass(frozen=True, kw_only=True)
class ${stem}Event(TimedEvent):
    """TODO: what happened."""

    event_type = '$kind'
    meaning = 'TODO: what happened ($kind_in_words)'
    # TODO: keep it, or take a verb that says more.
    xapi_verb = 'interacted'
''')

# Follows EVENT, if the event is about the exploration.
CONCERNS_EXPLORATION = Template("""\
    concerns_exploration = True
""")

STATE_COUNTER = Template("""\
    $counter: int = _counter(
        'TODO: what it counts ($counter).'$unit_argument, column='$key'
    )
""")

EXPLORATION_COUNTER = Template("""\
    $counter: int = _counter('TODO: what it counts ($counter).'$unit_argument)
""")

RULE_ONCE = Template("""\
    CounterRule('$kind', '$counter', '$level', True),
""")

RULE_EVERY = Template("""\
    CounterRule('$kind', '$counter', '$level'),
""")

HANDLER = Template('''

class ${stem}EventHandler(EventHandler):
    """TODO: what it records."""

    EVENT = event_domain.${stem}Event
''')

# JavaScript -------------------------------------------------------------------

RECORD = Template("""\
  /**
   * TODO: what the learner does.
   *
   * Every time is an event; $how_often.
   *
   * @param {string} stateName the state shown
   * @param {TimeInState} time
   */
  record$stem(stateName, time) {
${before_delta}\
    this._record(
      '$kind', stateName,
      timeFields(time),
      $delta);
  }

""")

REPORT = Template("""\
  /** TODO: what the learner does, and in which phases it is reported. */
  report$stem() {
    this.#reporting.record$stem(
        this.currentCard.stateName, this.#stopwatch.time());
  }

""")

EXPLORATION_FIGURE = Template("""\
    {
      key: '$key',
      term: '$term',
      counter: '$counter',
      label: 'TODO: label ($counter_in_words)',
      noun: 'TODO: noun', unit: '$unit',
      definition: 'TODO: definition',
    },
""")

STATE_FIGURE = Template("""\
    {
      key: '$key',
      term: '$term',
      counter: '$counter',
      label: 'TODO: label ($counter_in_words)',
      unit: '$unit', about: 'visits',
      definition: 'TODO: definition',
    },
""")

SIMULATED = Template("""\
      // TODO: when a simulated learner does this.
      this._session.report$stem();
      this._tally.$tally_call;
""")

TALLY_EVERY_IN_STATE = Template("""\
  /** @param {string} stateName */
  did$stem(stateName) {
    this._tally.events.$kind += 1;
    this._tally.state(stateName).$counter += 1;
  }

""")

TALLY_EVERY = Template("""\
  did$stem() {
    this._tally.events.$kind += 1;
    this._tally.counts.$counter += 1;
  }

""")

TALLY_ONCE = Template("""\
  did$stem() {
    this._tally.events.$kind += 1;
    if (!this._counted.has('$counter')) {
      this._counted.add('$counter');
      this._tally.counts.$counter += 1;
    }
  }

""")

# The rest ---------------------------------------------------------------------

DOCS_ROW = Template("""\
| `$counter` | $level_in_docs | TODO: what it counts |
""")

TEST = Template('''\
"""What counts for $counter."""

from __future__ import annotations

import pytest

from core.domain import stats_computation
from scripts.new_statistic import decisions
from tests.core.domain import stats_builders as b


# Delete this test when it passes: tests/test_statistics_are_complete.py sees
# to the statistic from then on.
def test_nothing_is_left_to_decide():
    left = decisions.find_left({'$counter', '$kind'})
    if left:
        pytest.fail('Left to decide:\\n' + '\\n'.join(left), pytrace=False)


def test_$what_counts():
    session = b.make_session()
    counts = stats_computation.counts_of_session(
        b.make_event(session, '$kind', state_name) for state_name in 'AAB'
    )

    assert counts[$counted_at, '$counter'] == $expected
''')
